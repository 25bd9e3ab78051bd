package dev.slipway.driftjob.evaluate;

import dev.slipway.workload.failure.FailureException;
import java.util.List;

/** Something that answers rows: a file in ONNX Runtime, or a server. */
interface Model extends AutoCloseable {
    /**
     * An input or output.
     *
     * @param shape -1 for any size
     */
    @SuppressWarnings("ArrayRecordComponent") // thousands of numbers, never changed
    record Spec(String name, String datatype, long[] shape) {}

    List<Spec> inputs();

    /** All outputs for these inputs. */
    List<Tensor> run(List<Tensor> inputs) throws FailureException;

    /** Where it is, and for a file its digest; for the report. */
    Identity identity();

    /**
     * @param version of a registry; empty where there is none
     * @param digest of the file; empty for a server
     */
    record Identity(String uri, String version, String digest) {}

    @Override
    void close();
}
