package dev.slipway.modelserver.predictionlog;

/** The table cannot take this model's rows until somebody changes the table or the name. */
final class TypeConflictException extends Exception {
    TypeConflictException(String message) {
        super(message);
    }
}
