package dev.slipway.api.common;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;

/** A Secret in the namespace of the object that refers to it. It is mounted by name and never read by the operator. */
public record SecretReference(
        @JsonPropertyDescription("Name of a Secret in the same namespace.")
        @Required
        @Size(min = 1, max = Formats.NAME_MAX)
        @Pattern(Formats.DNS_SUBDOMAIN)
        String name) {}
