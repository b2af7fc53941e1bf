// Tests of Reconciling.
