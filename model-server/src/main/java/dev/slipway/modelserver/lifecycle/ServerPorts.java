package dev.slipway.modelserver.lifecycle;

/**
 * Where the server listens.
 *
 * @param http V1 and V2; 0 for any free port
 * @param management metrics, health and status
 */
public record ServerPorts(int http, int management) {
    /** The contract's ports. */
    public static final ServerPorts DEFAULT = new ServerPorts(8080, 9000);
}
