import Testing

/// One after another: the tests count threads, sockets and time, and each starts servers.
@Suite(.serialized) enum TransportTests {}
