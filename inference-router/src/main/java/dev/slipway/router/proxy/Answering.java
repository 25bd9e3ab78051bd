package dev.slipway.router.proxy;

import dev.slipway.router.cache.StoredAnswer;

/** Where the answer to a question goes, kept answers included. */
interface Answering extends Delivery {
    /** An answer that was kept, or that another one's question brought. {@code how} is the value of {@code Cache-Status}. */
    void stored(StoredAnswer answer, String how, long now);
}
