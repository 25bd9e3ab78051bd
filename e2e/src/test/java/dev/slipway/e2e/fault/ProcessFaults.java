package dev.slipway.e2e.fault;

import static dev.slipway.e2e.fault.Evidence.ended;
import static dev.slipway.e2e.fault.Evidence.waiting;
import static dev.slipway.e2e.fault.Symptom.notReady;

import java.util.stream.Stream;

/** The processes of the pod do not come up or do not stay up. */
final class ProcessFaults {
    private ProcessFaults() {}

    static Stream<Fault> all() {
        return Stream.of(
                new Fault(
                        "the image does not exist",
                        stage -> stage.deploySmallWith("server: {image: \"localhost/no-such-image:1\"}"),
                        waiting("fetch", "ErrImagePull", "ImagePullBackOff"),
                        notReady("ImagePullFailed", "localhost/no-such-image:1", "spec.server.image"),
                        Stage::deployHealthy),
                new Fault(
                        "the image is no model server",
                        stage -> stage.deploySmallWith("server: {image: \"localhost/busybox:1\"}"),
                        ended("fetch"),
                        notReady("ContainerConfigInvalid", "fetch", "not found"),
                        Stage::deployHealthy),
                new Fault(
                        "the model server crashes again and again",
                        stage -> stage.deploySmallWith(
                                "server: {env: [{name: JAVA_TOOL_OPTIONS, value: \"-XX:+NoSuchOption\"}]}"),
                        ended("model-server"),
                        notReady("CrashLooping", "exit code 1", "logs"),
                        Stage::deployHealthy),
                new Fault(
                        "the memory limit is too small",
                        stage -> stage.deployWith(
                                "resources: {requests: {cpu: 20m, memory: 24Mi}, limits: {memory: 24Mi}}"),
                        Evidence.outOfMemory(),
                        notReady("OutOfMemory", "spec.resources.limits.memory"),
                        Stage::deployHealthy));
    }
}
