package dev.slipway.api.modeldeployment;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import dev.slipway.api.common.Formats;
import dev.slipway.api.common.SecretReference;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import org.jspecify.annotations.Nullable;

/** Where the model file is, how it is proven to be the right one, and what its tensors mean. */
@ValidationRule(
        value =
                "self.uri.matches('^(https?://[^/]+/.+|s3://[^/]+/.+|pvc://[a-z0-9][-a-z0-9.]*/.+|mlflow:models/[^/@]+(@[^/@]+|/[0-9]+))$')",
        messageExpression =
                "'uri ' + self.uri + ' is not understood: use https://host/path, http://host/path, s3://bucket/key, pvc://claim/path, mlflow:models/NAME@ALIAS or mlflow:models/NAME/VERSION'",
        fieldPath = ".uri")
@ValidationRule(
        value = "!has(self.registry) || self.uri.startsWith('mlflow:')",
        messageExpression =
                "'registry is for mlflow: URIs and uri is ' + self.uri + ': remove registry, or use mlflow:models/NAME@ALIAS'",
        fieldPath = ".registry")
@ValidationRule(
        value = "!has(self.digest) || !self.uri.startsWith('mlflow:') || !self.uri.contains('@')",
        messageExpression =
                "'digest pins one file but ' + self.uri + ' follows an alias that moves: remove digest, or name a version'",
        fieldPath = ".digest")
@ValidationRule(
        value = "!has(self.secretRef) || !self.uri.startsWith('pvc:')",
        messageExpression =
                "'secretRef is of no use with ' + self.uri + ': a volume claim needs no credentials; remove it'",
        fieldPath = ".secretRef")
public record ModelSource(
        @JsonPropertyDescription(
                "Where the model file is: https://, http://, s3://bucket/key, pvc://claim/path, mlflow:models/NAME@ALIAS or mlflow:models/NAME/VERSION.")
        @Required
        @Size(min = 1, max = Formats.URI_MAX)
        String uri,

        @JsonPropertyDescription(
                "Format of the file: onnx, xgboost (JSON or UBJ) or lightgbm (text); the last two are converted to ONNX at load. Default: by the file.")
        @Nullable
        Format format,

        @JsonPropertyDescription(
                "sha256:<64 hex digits> of the file. A file with another digest is refused. The digest found is always in status.model.digest.")
        @Pattern("^sha256:[0-9a-f]{64}$")
        @Size(max = 71)
        @Nullable
        String digest,

        @JsonPropertyDescription(
                "Secret with the credentials for the uri. Keys: token, or username and password (http, https); accessKey, secretKey, endpoint, region (s3).")
        @Nullable
        SecretReference secretRef,

        @JsonPropertyDescription("MLflow server that resolves mlflow: URIs. Default: the one of the installation.")
        @Nullable
        Registry registry,

        @JsonPropertyDescription(
                "Inputs and outputs with the meaning of their columns. It must match the file; it names the columns in requests, importances, the prediction log and drift.")
        @Nullable
        Signature signature) {

    /** Model file formats, in the spelling that users write. */
    public enum Format {
        onnx,
        xgboost,
        lightgbm
    }

    /** An MLflow model registry. */
    public record Registry(
            @JsonPropertyDescription("Base URL of the MLflow server.")
            @Required
            @Size(max = Formats.URI_MAX)
            @Pattern(Formats.HTTP_URL)
            String url,

            @JsonPropertyDescription("Secret with token, or username and password, for the MLflow server.") @Nullable
            SecretReference secretRef,

            @JsonPropertyDescription("How often an alias is resolved again.")
            @Default("30s")
            @Size(max = Formats.DURATION_MAX)
            @Pattern(Formats.DURATION)
            String pollInterval) {

        public Registry {
            pollInterval = pollInterval == null ? "30s" : pollInterval;
        }
    }
}
