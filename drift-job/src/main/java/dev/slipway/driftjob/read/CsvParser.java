package dev.slipway.driftjob.read;

import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;

/** Splits RFC 4180 into records, a byte at a time from a buffer. A record's fields lie in {@link #bytes}. */
final class CsvParser {
    /** Longer records are refused: a quote that is never closed would swallow the file. */
    static final int MAX_RECORD = 16 << 20;

    private static final byte[] BOM = {(byte) 0xEF, (byte) 0xBB, (byte) 0xBF};

    private final InputStream in;
    private final byte separator;
    private final byte[] buffer = new byte[1 << 16];
    private int position;
    private int limit;
    private long read;
    private long line = 1;
    private long recordLine = 1;
    private byte[] record = new byte[1 << 12];
    private int length;
    private int[] ends = new int[64];
    private boolean[] quoted = new boolean[64];
    private int fields;
    private boolean emptyLines;

    CsvParser(InputStream in, char separator) {
        this.in = in;
        this.separator = (byte) separator;
    }

    /** Whether an empty line is a record of one empty field, as it is in a file of one column, or is passed over. */
    void emptyLines(boolean records) {
        emptyLines = records;
    }

    /** Reads the next record; false at the end. */
    boolean next() throws IOException {
        length = 0;
        fields = 0;
        boolean fresh = true;
        while (true) {
            if (fresh && fields == 0) {
                recordLine = line;
            }
            int c = read();
            if (c < 0) {
                if (fresh && fields == 0) {
                    return false;
                }
                endField(false);
                return true;
            }
            if (c == '"' && fresh) {
                readQuoted();
                int after = read();
                endField(true);
                if (after < 0 || endsRecord(after)) {
                    return true;
                }
                if (after != separator) {
                    throw new SourceException("line " + line + ": after a closing quote comes \"" + (char) after
                            + "\"; a separator or the end of the line is needed");
                }
            } else if (c == separator) {
                endField(false);
                fresh = true;
            } else if (endsRecord(c)) {
                if (fields > 0 || !fresh || emptyLines) {
                    endField(false);
                    return true;
                }
            } else {
                put(c);
                fresh = false;
            }
        }
    }

    private boolean endsRecord(int c) throws IOException {
        if (c == '\n') {
            line++;
            return true;
        }
        if (c == '\r') {
            if (peek() == '\n') {
                position++;
            }
            line++;
            return true;
        }
        return false;
    }

    private void readQuoted() throws IOException {
        long start = line;
        while (true) {
            int c = read();
            if (c < 0) {
                throw new SourceException("the quote opened on line " + start + " is never closed");
            }
            if (c == '"') {
                if (peek() != '"') {
                    return;
                }
                position++;
            }
            line += c == '\n' ? 1 : 0;
            put(c);
        }
    }

    private void put(int c) throws SourceException {
        if (length == record.length) {
            if (length >= MAX_RECORD) {
                throw new SourceException("the record that ends on line " + line + " has more than " + MAX_RECORD
                        + " bytes: is a quote not closed?");
            }
            record = Arrays.copyOf(record, 2 * length);
        }
        record[length++] = (byte) c;
    }

    private void endField(boolean inQuotes) {
        if (fields == ends.length) {
            ends = Arrays.copyOf(ends, 2 * fields);
            quoted = Arrays.copyOf(quoted, 2 * fields);
        }
        quoted[fields] = inQuotes;
        ends[fields++] = length;
    }

    private int read() throws IOException {
        return position < limit || fill() ? buffer[position++] & 0xFF : -1;
    }

    private int peek() throws IOException {
        return position < limit || fill() ? buffer[position] & 0xFF : -1;
    }

    private boolean fill() throws IOException {
        position = 0;
        limit = in.readNBytes(buffer, 0, buffer.length);
        if (read == 0 && Arrays.equals(buffer, 0, Math.min(limit, BOM.length), BOM, 0, BOM.length)) {
            position = BOM.length;
        }
        read += limit;
        return position < limit;
    }

    int fields() {
        return fields;
    }

    byte[] bytes() {
        return record;
    }

    int start(int field) {
        return field == 0 ? 0 : ends[field - 1];
    }

    int end(int field) {
        return ends[field];
    }

    /** Without quotes and empty: no value. */
    boolean missing(int field) {
        return !quoted[field] && start(field) == end(field);
    }

    /** Line on which the record begins. */
    long line() {
        return recordLine;
    }

    long bytesRead() {
        return read - (limit - position);
    }
}
