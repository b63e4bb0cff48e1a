/** The request or its answer does not fit into one packet. Source: RFC 3416, as the other two. */
export const TOO_BIG = 1;

/** Version 1's way to say that one object of the request is not offered. */
export const NO_SUCH_NAME = 2;

/** noAccess and authorizationError: the device will not tell us. */
export const REFUSALS: ReadonlySet<number> = new Set([6, 16]);
