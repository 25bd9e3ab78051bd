package dev.slipway.api.common;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;

/** Another object, of the kind that the field's name says, in the same namespace. */
public record ObjectReference(
        @JsonPropertyDescription("Name of an object in the same namespace.")
        @Required
        @Size(min = 1, max = Formats.NAME_MAX)
        @Pattern(Formats.DNS_SUBDOMAIN)
        String name) {}
