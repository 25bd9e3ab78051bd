package dev.slipway.modelserver.json;

import java.io.IOException;

/** An output has NaN or an infinity, which JSON cannot carry; and the client did not ask for another form. */
public final class UnrepresentableNumberException extends IOException {
    private static final long serialVersionUID = 1;

    UnrepresentableNumberException(String output, int index, double value) {
        super("Output '%s': element %d is %s, which JSON cannot carry; ask for this output in"
                .concat(" binary form (V2 parameter 'binary_data'), or for texts (query parameter 'nonFinite=string').")
                .formatted(output, index, value));
    }
}
