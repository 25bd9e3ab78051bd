package dev.slipway.modelserver;

import dev.slipway.modelserver.config.ConfigFile;
import dev.slipway.modelserver.lifecycle.ServerPorts;
import java.nio.file.Path;
import java.util.Optional;

/** What a command line asks for. */
sealed interface CommandLine {
    /** The text of {@code --help}. */
    String HELP = """
            Serves one ONNX model over KServe's V1 and the Open Inference Protocol (V2).

              java -jar model-server.jar --model iris.onnx [--name iris] [--port 8080] [--grpc-port 8081]
                   [--management-port 9000] [--config settings.json]

              --model PATH|URL          an ONNX, XGBoost or LightGBM file, or an http(s), s3 or mlflow address of one
              --name NAME               the model's name in URLs (default: the file's name)
              --port PORT               V1 and V2 (default 8080)
              --grpc-port PORT          V2 over gRPC (default 8081)
              --management-port PORT    /metrics, /health/live, /health/ready, /status (default 9000)
              --config FILE             the server's configuration but for name and model.uri, as
                                        {"batching": {"mode": "Off"}, "explain": {}}

            In a pod (configuration in $SLIPWAY_CONFIG, default /etc/slipway/model-server.json):
              fetch                     bring the model to /var/lib/slipway/model and verify it
              serve                     serve it
            """;

    /** The init container. */
    record Fetch() implements CommandLine {}

    /** The container. */
    record Serve() implements CommandLine {}

    /** On somebody's own machine. */
    record ByHand(String model, String name, ServerPorts ports, Optional<Path> settings) implements CommandLine {}

    /** The help. */
    record Help() implements CommandLine {}

    /** Not understood, and why. */
    record Invalid(String why) implements CommandLine {}

    /** Reads a command line. */
    static CommandLine parse(String[] args) {
        if (args.length == 0) {
            return new Invalid("Say what to serve: --model iris.onnx");
        }
        return switch (args[0]) {
            case "fetch" -> args.length == 1 ? new Fetch() : new Invalid("fetch takes no arguments");
            case "serve" -> args.length == 1 ? new Serve() : new Invalid("serve takes no arguments");
            case "--help", "-h", "help" -> new Help();
            default -> byHand(args);
        };
    }

    private static CommandLine byHand(String[] args) {
        Optional<String> model = Optional.empty();
        Optional<String> name = Optional.empty();
        Optional<Path> settings = Optional.empty();
        int http = ServerPorts.DEFAULT.http();
        int grpc = ServerPorts.DEFAULT.grpc();
        int management = ServerPorts.DEFAULT.management();
        for (int i = 0; i < args.length; i += 2) {
            if (i + 1 == args.length) {
                return new Invalid(args[i] + " needs a value");
            }
            String value = args[i + 1];
            try {
                switch (args[i]) {
                    case "--model" -> model = Optional.of(value);
                    case "--name" -> name = Optional.of(value);
                    case "--config" -> settings = Optional.of(Path.of(value));
                    case "--port" -> http = port(value);
                    case "--grpc-port" -> grpc = port(value);
                    case "--management-port" -> management = port(value);
                    default -> {
                        return new Invalid("Unknown argument " + args[i]);
                    }
                }
            } catch (NumberFormatException e) {
                return new Invalid(args[i] + " needs a port number, not " + value);
            }
        }
        if (model.isEmpty()) {
            return new Invalid("Say what to serve: --model iris.onnx");
        }
        String served = name.orElse(nameOf(model.get()));
        return ConfigFile.isName(served)
                ? new ByHand(model.get(), served, new ServerPorts(http, grpc, management), settings)
                : new Invalid("'" + served + "' cannot be a model's name; set --name");
    }

    private static int port(String text) {
        int port = Integer.parseInt(text);
        if (port < 0 || port > 65_535) {
            throw new NumberFormatException(text);
        }
        return port;
    }

    private static String nameOf(String model) {
        Path file = Path.of(model.replaceFirst("[?#].*$", "")).getFileName();
        return file == null ? "model" : file.toString().replaceFirst("\\.onnx$", "");
    }
}
