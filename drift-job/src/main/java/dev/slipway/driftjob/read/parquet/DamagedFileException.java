package dev.slipway.driftjob.read.parquet;

/** Bytes that are no Parquet, or not what the footer promised. */
public final class DamagedFileException extends RuntimeException {
    public DamagedFileException(String message) {
        super(message);
    }
}
