package dev.slipway.operator.modeldeployment.plan;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.operator.modeldeployment.Seen;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RevisionNameTest {
    private static final String MODEL = "model: {uri: 'https://m/iris.onnx'}";

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
            the number of replicas               | scaling: {minReplicas: 7}
            the mode of scaling                  | scaling: {mode: Hpa, maxReplicas: 7}
            a pause                              | paused: true
            the strategy of rollouts             | rollout: {strategy: Recreate, progressDeadline: 1m}
            a NetworkPolicy                      | networkPolicy: {enabled: true}
            the default protocols, written out   | server: {protocols: {v1: true, v2: true, grpc: true}}
            the default threads, written out     | server: {threads: {intraOp: 1, interOp: 1}, image: ''}
            an empty list of variables           | server: {env: []}
            the default resources, written out   | resources: {requests: {cpu: 250m, memory: 512Mi}}
            a default in another spelling        | resources: {requests: {cpu: '0.25', memory: 524288Ki}, limits: {memory: 512Mi}}
            the default spread, written out      | scheduling: {spread: Hostname, nodeSelector: {}}
            """)
    void doesNotDependOn(String what, String spec) {
        assertThat(name(MODEL + ", " + spec)).isEqualTo(name(MODEL));
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
            the image                | server: {image: 'x:1'}
            a variable               | server: {env: [{name: A, value: b}]}
            the threads              | server: {threads: {intraOp: 2}}
            the warm-up              | server: {warmup: {requests: 0}}
            gRPC                     | server: {protocols: {grpc: false}}
            the queue                | server: {queue: {maxRequests: 9}}
            a request                | resources: {requests: {cpu: 251m}}
            a limit                  | resources: {limits: {memory: 1Gi}}
            a GPU                    | gpu: {}
            a prediction log         | predictionLog: {secretRef: {name: p}, table: t}
            a node selector          | scheduling: {nodeSelector: {a: b}}
            the spread               | scheduling: {spread: Zone}
            an account               | scheduling: {serviceAccountName: x}
            """)
    void dependsOn(String what, String spec) {
        assertThat(name(MODEL + ", " + spec)).isNotEqualTo(name(MODEL));
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
            1000m is 1            | resources: {requests: {cpu: 1000m}}                      | resources: {requests: {cpu: '1'}}
            2048Mi is 2Gi         | resources: {limits: {memory: 2048Mi}}                    | resources: {limits: {memory: 2Gi}}
            the order of fields   | resources: {requests: {cpu: '1', memory: 1Gi}}           | resources: {requests: {memory: 1Gi, cpu: '1'}}
            the order of labels   | scheduling: {nodeSelector: {a: x, b: y}}                 | scheduling: {nodeSelector: {b: y, a: x}}
            one GPU is the least  | gpu: {}                                                  | gpu: {count: 1, resourceName: nvidia.com/gpu}
            the implied limit     | resources: {requests: {memory: 1Gi}}                     | resources: {requests: {memory: 1Gi}, limits: {memory: 1Gi}}
            """)
    void isTheSameForTheSameMeaning(String what, String one, String other) {
        assertThat(name(MODEL + ", " + one)).isEqualTo(name(MODEL + ", " + other));
    }

    /** Another name for a spec that runs would roll every pod out anew on an upgrade of the operator. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            model: {uri: 'https://m/iris.onnx'}                                                    | 36714552eb
            model: {uri: 'https://m/iris.onnx'}, resources: {requests: {cpu: 2}, limits: {memory: 3Gi}} | c99ec24396
            model: {uri: 'pvc://c/m.onnx'}, gpu: {count: 2}                                        | 544b839379
            model: {uri: 'https://m/iris.onnx', secretRef: {name: s}, signature: {inputs: [{name: x, shape: [-1, 4]}]}} | 188a39b784
            model: {uri: 'https://m/iris.onnx'}, server: {env: [{name: A, value: b}, {name: C, secretKeyRef: {name: s, key: k}}]} | b63a30067f
            model: {uri: 'https://m/iris.onnx'}, scheduling: {tolerations: [{key: gpu, operator: Exists}], spread: None} | c8bf1a148f
            """)
    void neverChangesForTheSameSpec(String spec, String name) {
        assertThat(name(spec)).isEqualTo(name);
    }

    private static String name(String spec) {
        return RevisionName.of(Seen.model(spec).getSpec(), Optional.empty());
    }
}
