/** Decorated as Microsoft asks for, so that the traffic is known and not the first to be throttled. */
export const USER_AGENT = 'NONISV|ProfileSync|ProfileSync/1.0';
