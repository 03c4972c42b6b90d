//! The only room that opens a connection to an API server.
