package dev.slipway.modelserver.grpc;

import dev.slipway.modelserver.grpc.proto.DataType;
import dev.slipway.modelserver.grpc.proto.InferBatchStatistics;
import dev.slipway.modelserver.grpc.proto.InferStatistics;
import dev.slipway.modelserver.grpc.proto.ModelConfig;
import dev.slipway.modelserver.grpc.proto.ModelInput;
import dev.slipway.modelserver.grpc.proto.ModelOutput;
import dev.slipway.modelserver.grpc.proto.ModelStatistics;
import dev.slipway.modelserver.grpc.proto.StatisticDuration;
import dev.slipway.modelserver.inference.ServedAs;
import dev.slipway.modelserver.metrics.ModelStatistics.Batch;

/**
 * The model as Triton's extensions describe it. {@code max_batch_size} is 0: the shapes are whole, batch dimension
 * included, as in the metadata.
 */
final class ModelDescription {
    private final ServedModel model;

    ModelDescription(ServedModel model) {
        this.model = model;
    }

    ModelConfig config() {
        ModelConfig.Builder config = ModelConfig.newBuilder()
                .setName(model.name())
                .setPlatform(ServedAs.CONFIG_PLATFORM)
                .setBackend(ServedAs.CONFIG_BACKEND)
                .setMaxBatchSize(0);
        model.signature()
                .inputs()
                .forEach(input -> config.addInput(ModelInput.newBuilder()
                        .setName(input.name())
                        .setDataType(type(input.datatype()))
                        .addAllDims(input.shape())));
        model.signature()
                .outputs()
                .forEach(output -> config.addOutput(ModelOutput.newBuilder()
                        .setName(output.name())
                        .setDataType(type(output.datatype()))
                        .addAllDims(output.shape())));
        return config.build();
    }

    private static DataType type(dev.slipway.modelserver.onnx.DataType type) {
        return type == dev.slipway.modelserver.onnx.DataType.BYTES
                ? DataType.TYPE_STRING
                : DataType.valueOf("TYPE_" + type.name());
    }

    ModelStatistics statistics(dev.slipway.modelserver.metrics.ModelStatistics counted) {
        return ModelStatistics.newBuilder()
                .setName(model.name())
                .setVersion(model.version())
                .setLastInference(counted.lastInferenceMillis())
                .setInferenceCount(counted.inferenceCount())
                .setExecutionCount(counted.executionCount())
                .setInferenceStats(InferStatistics.newBuilder()
                        .setSuccess(duration(counted.success()))
                        .setFail(duration(counted.fail()))
                        .setQueue(duration(counted.queue()))
                        .setComputeInput(duration(counted.computeInput()))
                        .setComputeInfer(duration(counted.computeInfer()))
                        .setComputeOutput(duration(counted.computeOutput()))
                        .setCacheHit(duration(counted.cacheHit()))
                        .setCacheMiss(duration(counted.cacheMiss())))
                .addAllBatchStats(
                        counted.batches().stream().map(ModelDescription::batch).toList())
                .build();
    }

    private static InferBatchStatistics batch(Batch batch) {
        return InferBatchStatistics.newBuilder()
                .setBatchSize(batch.rows())
                .setComputeInfer(duration(batch.infer()))
                .build();
    }

    private static StatisticDuration duration(dev.slipway.modelserver.metrics.ModelStatistics.Duration durations) {
        return StatisticDuration.newBuilder()
                .setCount(durations.count())
                .setNs(durations.nanos())
                .build();
    }
}
