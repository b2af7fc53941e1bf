// Tests of CurlTransport.
