package dev.slipway.modelserver.fetch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.slipway.modelserver.config.ModelServerConfig.Model;
import dev.slipway.modelserver.config.ModelServerConfig.Signature;
import dev.slipway.modelserver.config.ModelServerConfig.Threads;
import dev.slipway.modelserver.failure.Reason;
import dev.slipway.modelserver.onnx.OnnxModel;
import dev.slipway.workload.artifact.Artifact;
import dev.slipway.workload.digest.Digest;
import dev.slipway.workload.failure.CommonReason;
import dev.slipway.workload.failure.FailureException;
import dev.slipway.workload.objectstore.HttpTimeouts;
import dev.slipway.workload.objectstore.S3Endpoint;
import dev.slipway.workload.service.Services;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Against s3proxy, a real S3 server, and where a fault is needed, with a broken line before it. */
class S3SourceTest {
    private static final HttpTimeouts SHORT = new HttpTimeouts(Duration.ofSeconds(2), Duration.ofSeconds(5));
    private static final Path EXTERNAL = Path.of("src/test/resources/models/external");
    private static final byte[] MODEL = new byte[2_000_000];

    @TempDir
    static Path state;

    private static Services s3;

    @TempDir
    Path directory;

    @TempDir
    Path secret;

    @BeforeAll
    static void up() throws IOException {
        s3 = new Services(state, "s3", Map.of());
        s3.up();
        new Random(1).nextBytes(MODEL);
        fill(s3);
    }

    private static void fill(Services store) throws IOException {
        String plain = Files.write(state.resolve("plain"), MODEL).toString();
        String model = EXTERNAL.resolve("model.onnx").toString();
        List<String> puts = new ArrayList<>(List.of("put"));
        for (String key : List.of(
                "plain/model.onnx", "with space/a+b.onnx", "percent/%41.onnx", "ünï/模型.onnx", "q?x=1&y/#1.onnx")) {
            puts.addAll(List.of(plain, "models/" + key));
        }
        puts.addAll(List.of(model, "models/half/model.onnx", model, "models/folder/model.onnx"));
        puts.addAll(List.of(EXTERNAL.resolve("weights.bin").toString(), "models/folder/weights.bin"));
        puts.addAll(List.of(model, "models/folder/README.md", model, "models/junk/a.pt", model, "models/junk/b.pt"));
        store.run(puts.toArray(String[]::new));
    }

    @AfterAll
    static void down() {
        s3.close();
    }

    @BeforeEach
    void keys() throws IOException {
        secret("accessKey", "slipway");
        secret("secretKey", "slipway-secret");
        secret("endpoint", s3.url());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"plain/model.onnx", "with space/a+b.onnx", "percent/%41.onnx", "ünï/模型.onnx", "q?x=1&y/#1.onnx"})
    void anObjectOfAnyNameIsFetchedWithASignedRequest(String key) throws Exception {
        Artifact artifact = fetch("s3://models/" + key);

        assertThat(artifact.digest()).isEqualTo(Digest.of(MODEL));
        assertThat(artifact.file()).hasBinaryContent(MODEL);
    }

    @Test
    void whatCutsTheDownloadIsResumedWhereItEndedWithASignatureOfItsOwn() throws Exception {
        try (BrokenLine line = new BrokenLine(s3.url())) {
            line.cutAfter(700_000).cutAfter(900_000);
            secret("endpoint", line.url());

            assertThat(fetch("s3://models/plain/model.onnx").digest()).isEqualTo(Digest.of(MODEL));
            assertThat(line.connections).hasValue(3);
        }
    }

    @Test
    void anAnswerThatIsAlwaysCutBeforeItsFirstByteIsToldAndNothingIsKept() throws Exception {
        try (BrokenLine line = new BrokenLine(s3.url())) {
            for (int i = 0; i < 8; i++) {
                line.cutAfter(10);
            }
            secret("endpoint", line.url());

            assertFails("s3://models/plain/model.onnx", CommonReason.ArtifactUnavailable.name(), "");
        }
        assertThat(directory).isEmptyDirectory();
    }

    @Test
    void aStoreThatAsksToSlowDownIsAskedAgainALittleLater() throws Exception {
        try (BrokenLine line = new BrokenLine(s3.url())) {
            line.answer(503, "", error("SlowDown")).answer(500, "", error("InternalError"));
            secret("endpoint", line.url());

            assertThat(fetch("s3://models/plain/model.onnx").digest()).isEqualTo(Digest.of(MODEL));
        }
    }

    @Test
    void aStoreThatNeverStopsAskingToSlowDownIsUnavailable() throws Exception {
        try (BrokenLine line = new BrokenLine(s3.url())) {
            for (int i = 0; i < 10; i++) {
                line.answer(503, "", error("SlowDown"));
            }
            secret("endpoint", line.url());

            assertFails("s3://models/plain/model.onnx", CommonReason.ArtifactUnavailable.name(), "503 SlowDown");
        }
    }

    @ParameterizedTest
    @CsvSource({
        "301,PermanentRedirect,AccessDenied,is in region eu-west-3",
        "307,TemporaryRedirect,AccessDenied,is in region eu-west-3",
        "400,AuthorizationHeaderMalformed,AccessDenied,is in region eu-west-3",
        "403,RequestTimeTooSkewed,AccessDenied,the clock of this node",
        "403,AccessDenied,AccessDenied,may not read it",
        "403,ExpiredToken,AccessDenied,ExpiredToken",
        "400,InvalidToken,AccessDenied,InvalidToken",
        "404,NoSuchKey,ArtifactNotFound,no object s3://models/plain/model.onnx",
        "404,NoSuchBucket,ArtifactNotFound,no bucket models",
        "418,Teapot,ArtifactUnavailable,answered 418 Teapot",
    })
    void eachErrorHasItsReasonAndARemedy(int status, String code, String reason, String message) throws Exception {
        try (BrokenLine line = new BrokenLine(s3.url())) {
            line.answer(status, "x-amz-bucket-region: eu-west-3\r\nLocation: http://127.0.0.1:1/\r\n", error(code));
            secret("endpoint", line.url());

            assertFails("s3://models/plain/model.onnx", reason, message);
        }
    }

    @Test
    void anErrorThatIsNoXmlIsToldByItsStatus() throws Exception {
        try (BrokenLine line = new BrokenLine(s3.url())) {
            line.answer(403, "", "<!DOCTYPE x [<!ENTITY e SYSTEM 'file:///etc/passwd'>]><Code>&e;</Code>");
            secret("endpoint", line.url());

            assertFails("s3://models/plain/model.onnx", CommonReason.AccessDenied.name(), "answered 403: these keys");
        }
    }

    @Test
    void whatTheServerRefusesIsToldAndCorrectedKeysCountFromTheNextAttempt() throws Exception {
        assertFails("s3://models/none.onnx", CommonReason.ArtifactNotFound.name(), "no object s3://models/none.onnx");
        assertFails("s3://nobucket/x.onnx", CommonReason.ArtifactNotFound.name(), "no bucket nobucket");
        secret("secretKey", "topsecret");
        assertFails("s3://models/plain/model.onnx", CommonReason.AccessDenied.name(), "SignatureDoesNotMatch");
        secret("accessKey", "nobody");
        assertFails("s3://models/plain/model.onnx", CommonReason.AccessDenied.name(), "InvalidAccessKeyId");

        keys();

        assertThat(fetch("s3://models/plain/model.onnx").digest()).isEqualTo(Digest.of(MODEL));
    }

    @Test
    void withoutKeysAPrivateStoreAsksForThem() throws Exception {
        Files.delete(secret.resolve("accessKey"));
        Files.delete(secret.resolve("secretKey"));

        assertFails("s3://models/plain/model.onnx", CommonReason.AccessDenied.name(), "needs credentials");
    }

    @Test
    void anAnonymousStoreNeedsNoKeys(@TempDir Path other) throws Exception {
        try (Services open = new Services(other, "s3", Map.of("S3_ANONYMOUS", "yes"))) {
            secret("endpoint", open.up());
            fill(open);
            Files.delete(secret.resolve("accessKey"));
            Files.delete(secret.resolve("secretKey"));

            assertThat(fetch("s3://models/plain/model.onnx").digest()).isEqualTo(Digest.of(MODEL));
        }
    }

    @Test
    void anotherImplementationOfTheProtocolIsUnderstoodToo(@TempDir Path other) throws Exception {
        try (Services moto = new Services(other, "s3", Map.of("S3_SERVER", "moto"))) {
            secret("endpoint", moto.up());
            fill(moto);

            assertThat(fetch("s3://models/ünï/模型.onnx").digest()).isEqualTo(Digest.of(MODEL));
            Files.delete(directory.resolve("model.onnx"));
            assertThat(fetch("s3://models/folder/").bytes()).isGreaterThan(Files.size(EXTERNAL.resolve("weights.bin")));
            Files.delete(directory.resolve("model.onnx"));
            assertFails(
                    "s3://models/none.onnx", CommonReason.ArtifactNotFound.name(), "no object s3://models/none.onnx");
            assertFails("s3://nobucket/x.onnx", CommonReason.ArtifactNotFound.name(), "no bucket nobucket");
        }
    }

    @Test
    void halfAPairOfKeysIsAnInvalidSecret() throws Exception {
        Files.delete(secret.resolve("secretKey"));

        assertFails("s3://models/plain/model.onnx", CommonReason.InvalidSecret.name(), "[accessKey, endpoint]");
    }

    @Test
    void aWrongDigestIsRefusedAndTheFileRemoved() {
        String wrong = "sha256:" + "0".repeat(64);

        assertThatThrownBy(() -> new ModelFetcher(directory, SHORT).fetch(model("s3://models/plain/model.onnx", wrong)))
                .isInstanceOfSatisfying(
                        FailureException.class,
                        e -> assertThat(e.failure().reason()).isEqualTo(Reason.ChecksumMismatch));
        assertThat(directory).isEmptyDirectory();
    }

    @ParameterizedTest
    @ValueSource(strings = {"s3://models/folder/", "s3://models/folder/model.onnx"})
    void aModelWithExternalDataComesWithItAndRunsAndIsVerifiedAsOne(String uri) throws Exception {
        String digest = Digest.ofAll(Map.of(
                "model.onnx", Digest.of(EXTERNAL.resolve("model.onnx")),
                "weights.bin", Digest.of(EXTERNAL.resolve("weights.bin"))));

        Artifact artifact = fetch(uri, digest);
        Artifact again = fetch(uri, digest);

        assertThat(artifact.digest()).isEqualTo(digest).isEqualTo(again.digest());
        assertThat(artifact.bytes())
                .isEqualTo(Files.size(EXTERNAL.resolve("model.onnx")) + Files.size(EXTERNAL.resolve("weights.bin")));
        assertThat(directory.resolve("README.md")).doesNotExist();
        assertThat(OnnxModel.load(artifact.file(), Threads.DEFAULT).signature().inputs())
                .hasSize(1);
    }

    @Test
    void aPrefixWithoutAModelSaysWhatIsThere() {
        assertFails(
                "s3://models/junk/",
                CommonReason.ArtifactNotFound.name(),
                "s3://models/junk/ holds a.pt, b.pt; expected");
        assertFails("s3://models/empty/", CommonReason.ArtifactNotFound.name(), "holds nothing");
    }

    @Test
    void dataThatIsMissingBesideTheModelIsToldByItsName() throws Exception {
        assertFails(
                "s3://models/half/", CommonReason.ArtifactNotFound.name(), "no object s3://models/half/weights.bin");
        assertThat(directory.resolve("model.onnx")).doesNotExist();
    }

    @ParameterizedTest
    @CsvSource({
        "eu-west-1,bucket,https://bucket.s3.eu-west-1.amazonaws.com/a/b",
        "eu-west-1,my.bucket,https://s3.eu-west-1.amazonaws.com/my.bucket/a/b",
        "us-east-1,Old_Bucket,https://s3.us-east-1.amazonaws.com/Old_Bucket/a/b",
        "cn-north-1,bucket,https://bucket.s3.cn-north-1.amazonaws.com.cn/a/b",
    })
    void atAwsTheBucketIsPartOfTheHost(String region, String bucket, String address) throws Exception {
        Files.delete(secret.resolve("endpoint"));
        secret("region", region);

        assertThat(S3Endpoint.read(secret, "s").address(bucket, "a/b", "")).hasToString(address);
    }

    @Test
    void anEndpointCanWantTheBucketInItsHostToo() throws Exception {
        secret("endpoint", "http://localhost:9000");
        secret("addressing", "virtual");

        assertThat(S3Endpoint.read(secret, "s").address("b", "k", "")).hasToString("http://b.localhost:9000/k");
    }

    private static String error(String code) {
        return "<?xml version=\"1.0\"?><Error><Code>" + code + "</Code><Message>m</Message></Error>";
    }

    private void secret(String key, String value) throws IOException {
        Files.writeString(secret.resolve(key), value + "\n");
    }

    private Artifact fetch(String uri) throws FailureException {
        return new ModelFetcher(directory, SHORT).fetch(model(uri, ""));
    }

    private Artifact fetch(String uri, String digest) throws FailureException {
        return new ModelFetcher(directory, SHORT).fetch(model(uri, digest));
    }

    private Model model(String uri, String digest) {
        Optional<String> pinned = Optional.of(digest).filter(text -> !text.isEmpty());
        return new Model(
                uri, Optional.empty(), pinned, "s", Optional.of(secret.toString()), Optional.empty(), Signature.NONE);
    }

    private void assertFails(String uri, String reason, String message) {
        ThrowingCallable call = () -> fetch(uri);
        assertThatThrownBy(call).isInstanceOfSatisfying(FailureException.class, e -> {
            assertThat(e.failure().reason().name()).isEqualTo(reason);
            assertThat(e.failure().message()).contains(message).doesNotContain("topsecret");
        });
    }
}
