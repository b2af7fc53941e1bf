// Tests of LoginListener.
