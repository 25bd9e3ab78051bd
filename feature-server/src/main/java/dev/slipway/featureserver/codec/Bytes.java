package dev.slipway.featureserver.codec;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** Numbers of fixed width read from a byte array, lowest byte first. */
public final class Bytes {
    private static final VarHandle INT_LE = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
    private static final VarHandle LONG_LE =
            MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    private Bytes() {}

    /** Four bytes. */
    public static int int32(byte[] from, int at) {
        return (int) INT_LE.get(from, at);
    }

    /** Eight bytes. */
    public static long int64(byte[] from, int at) {
        return (long) LONG_LE.get(from, at);
    }
}
