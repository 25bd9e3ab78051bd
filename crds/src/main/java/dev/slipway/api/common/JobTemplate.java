package dev.slipway.api.common;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A Job of the user's own image, by curated fields: a pod template would let a monitor's author bypass policy. */
public record JobTemplate(
        @JsonPropertyDescription("Container image.") @Required @Size(min = 1, max = 1024)
        String image,

        @JsonPropertyDescription("Entry point. Default: the image's.") @Size(max = 64)
        List<@Size(max = 4096) String> command,

        @JsonPropertyDescription("Arguments of the entry point. Default: the image's.") @Size(max = 64)
        List<@Size(max = 4096) String> args,

        @JsonPropertyDescription("Environment variables. Slipway adds its own, which begin with SLIPWAY_.")
        @Size(max = 64)
        List<EnvVariable> env,

        @JsonPropertyDescription("CPU and memory of the pod.")
        Resources resources,

        @JsonPropertyDescription("GPUs of the pod. Absent: none.") @Nullable
        GpuRequest gpu,

        @JsonPropertyDescription("Which nodes the pod may run on, and as whom.")
        Scheduling scheduling) {

    public JobTemplate {
        command = command == null ? List.of() : List.copyOf(command);
        args = args == null ? List.of() : List.copyOf(args);
        env = env == null ? List.of() : List.copyOf(env);
        resources = resources == null ? Resources.UNSET : resources;
        scheduling = scheduling == null ? Scheduling.ANYWHERE : scheduling;
    }
}
