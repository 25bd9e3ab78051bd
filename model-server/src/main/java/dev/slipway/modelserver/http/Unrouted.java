package dev.slipway.modelserver.http;

import dev.slipway.modelserver.config.ModelServerConfig.Protocols;
import dev.slipway.modelserver.inference.Explainer;
import dev.slipway.modelserver.inference.RequestException;
import dev.slipway.workload.json.JsonText;
import java.util.Set;

/** Says why a path is not served: another model, another version, a protocol switched off, or not built yet. */
final class Unrouted {
    private static final int SHOWN = 100;

    /** Of Triton, which this server does not have. */
    private static final Set<String> EXTENSIONS =
            Set.of("systemsharedmemory", "cudasharedmemory", "trace", "logging", "generate", "generate_stream");

    private final String name;
    private final Protocols protocols;

    Unrouted(String name, Protocols protocols) {
        this.name = name;
        this.protocols = protocols;
    }

    RequestException explain(String path) {
        if (path.equals("/v1") || path.startsWith("/v1/")) {
            return protocols.v1() ? v1(path) : off("V1");
        }
        if (path.equals("/v2") || path.startsWith("/v2/")) {
            return protocols.v2() ? v2(path) : off("V2");
        }
        return noPath(path);
    }

    private RequestException v1(String path) {
        String prefix = "/v1/models/";
        if (!path.startsWith(prefix)) {
            return noPath(path);
        }
        String rest = path.substring(prefix.length());
        int colon = rest.indexOf(':');
        String model = colon < 0 ? rest : rest.substring(0, colon);
        if (!model.equals(name)) {
            return otherModel(model);
        }
        return colon >= 0 && rest.substring(colon).equals(":explain") ? Explainer.off() : noPath(path);
    }

    private RequestException v2(String path) {
        if (path.startsWith("/v2/repository/")) {
            return repository(path.substring("/v2/repository/".length()));
        }
        for (String extension : EXTENSIONS) {
            if (path.startsWith("/v2/" + extension)) {
                return RequestException.unsupported("The extension '%s' is not supported.", extension);
            }
        }
        String prefix = "/v2/models/";
        if (!path.startsWith(prefix)) {
            return noPath(path);
        }
        String[] parts = path.substring(prefix.length()).split("/", -1);
        if (!parts[0].equals(name)) {
            return otherModel(parts[0]);
        }
        boolean otherVersion = parts.length > 2 && parts[1].equals("versions") && !parts[2].equals(ModelRoutes.VERSION);
        if (otherVersion) {
            return RequestException.notFound("Model '%s' has no version '%s'; it has 1.", name, shorten(parts[2]));
        }
        boolean extension = parts.length > 1 && EXTENSIONS.contains(parts[1]);
        return extension
                ? RequestException.unsupported("The extension '%s' is not supported.", parts[1])
                : noPath(path);
    }

    /** {@code models/NAME/load} or {@code REPOSITORY/models/NAME/load}. */
    private RequestException repository(String rest) {
        String[] parts = rest.split("/", -1);
        if (parts.length == 4 && parts[1].equals("models")) {
            return RequestException.unsupported(
                    "There are no named repositories here; leave '%s' out of the path.", shorten(parts[0]));
        }
        boolean change = parts.length == 3
                && parts[0].equals("models")
                && (parts[2].equals("load") || parts[2].equals("unload"));
        return change && !parts[1].equals(name) ? otherModel(parts[1]) : noPath("/v2/repository/" + rest);
    }

    private RequestException otherModel(String model) {
        return RequestException.notFound("Model '%s' is not served here; this server has '%s'.", shorten(model), name);
    }

    private static RequestException off(String protocol) {
        return RequestException.notFound(
                "The %s protocol is switched off for this model (server.protocols).", protocol);
    }

    private static RequestException noPath(String path) {
        return RequestException.notFound("There is nothing at %s.", shorten(path));
    }

    private static String shorten(String text) {
        return JsonText.shortened(text, SHOWN);
    }
}
