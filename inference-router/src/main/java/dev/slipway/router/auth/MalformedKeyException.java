package dev.slipway.router.auth;

/** A file of a key that cannot be used. Names the key's id, never its content. */
public final class MalformedKeyException extends Exception {
    /** The key of this id is wrong in this way. */
    public MalformedKeyException(String id, String what) {
        super("Key " + id + " cannot be used: " + what + ".");
    }
}
