package dev.slipway.modelserver.onnx;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What ONNX Runtime says, as its version 1.28.0 says it, and what a client reads of it. */
class OrtMessageTest {
    @ParameterizedTest
    @CsvSource(delimiterString = " => ", textBlock = """
        Status Message: /onnxruntime_src/onnxruntime/core/providers/cpu/math/element_wise_ops.h:563 void onnxruntime::BroadcastIterator::Init(ptrdiff_t, ptrdiff_t) axis == 1 || axis == largest was false. Attempting to broadcast an axis by a dimension other than 1. 2 by 3 => Attempting to broadcast an axis by a dimension other than 1. 2 by 3
        Status Message: matmul_helper.h:59 Compute MatMul dimension mismatch => MatMul dimension mismatch
        Status Message: /onnxruntime_src/onnxruntime/core/common/safeint.h:17 static void SafeIntExceptionHandler<onnxruntime::OnnxRuntimeException>::SafeIntOnOverflow() Integer overflow => Integer overflow
        Status Message: /onnxruntime_src/onnxruntime/core/framework/op_kernel.cc:83 virtual OrtValue* onnxruntime::OpKernelContext::OutputMLValue(int, const onnxruntime::TensorShape&) [ONNXRuntimeError] : 1 : FAIL : tensor.cc:57 CalculateTensorStorageSize Tensor shape.Size() must be >= 0 => Tensor shape.Size() must be >= 0
        Status Message: /o/core/a.cc:1 onnxruntime::common::Status onnxruntime::{anonymous}::F<T>::Compute(std::function<void(int)>, int) const [with T = float] x > 0 was false. => a check of its own failed.
        Status Message: /o/core/a.cc:1 std::function<void(int)> onnxruntime::F(int)::<lambda(int)>::operator()(int) const Too (very) long => Too (very) long
        message: Got invalid dimensions for input: x for the following indices => Got invalid dimensions for input: x for the following indices
        Status Message: indices element out of data bounds, idx=99 must be within the inclusive range [-3,2] => indices element out of data bounds, idx=99 must be within the inclusive range [-3,2]
        Load model from /models/m.onnx failed:/onnxruntime_src/onnxruntime/core/graph/model.cc:149 onnxruntime::Model::Model(onnx::ModelProto&&, const onnxruntime::logging::Logger&) Unsupported model IR version: 99 => Unsupported model IR version: 99
        """)
    void names_of_its_files_and_functions_are_left_out(String whole, String shown) {
        assertThat(OrtMessage.shorten("Error code - ORT_FAIL - message: Non-zero status code. " + whole))
                .isEqualTo(shown);
    }
}
