package dev.slipway.featureserver.plan;

import dev.slipway.featureserver.cells.CellException;
import dev.slipway.featureserver.cells.Fallbacks;
import dev.slipway.featureserver.codec.ByteSink;
import dev.slipway.featureserver.codec.EntityKeyLayout;
import dev.slipway.featureserver.codec.FieldNames;
import dev.slipway.featureserver.codec.PackedRow;
import dev.slipway.featureserver.codec.ValueType;
import dev.slipway.featureserver.config.ViewConfig;
import dev.slipway.featureserver.config.ViewConfig.Feature;
import dev.slipway.featureserver.config.ViewConfig.Layout;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A view with everything that does not depend on a request worked out. */
public final class ViewPlan {
    private final ViewConfig config;
    private final EntityKeyLayout key;
    private final ValueType[] types;
    private final int[] fields;
    private final byte[] timeField;
    private final byte[] packedSuffix;
    private final PackedRow packedRow;
    private final Map<String, Integer> positions = new HashMap<>();
    private final byte[][] fallbacks;
    private final long ttlNanos;

    /** Compiles a view. */
    public ViewPlan(ViewConfig config) {
        this.config = config;
        this.key = new EntityKeyLayout(config.entities(), config.project());
        List<Feature> features = config.features();
        this.types = features.stream().map(Feature::type).toArray(ValueType[]::new);
        this.fields = features.stream()
                .mapToInt(feature -> FieldNames.feature(config.name(), feature.name()))
                .toArray();
        this.fallbacks = features.stream().map(ViewPlan::fallback).toArray(byte[][]::new);
        this.timeField = FieldNames.eventTime(config.name());
        this.packedSuffix = ("\0packed:" + config.name()).getBytes(StandardCharsets.UTF_8);
        this.packedRow = new PackedRow(features.stream().map(Feature::name).toList(), List.of(types));
        for (int i = 0; i < features.size(); i++) {
            positions.put(features.get(i).name(), i);
        }
        this.ttlNanos = config.ttl().toNanos();
    }

    private static byte[] fallback(Feature feature) {
        try {
            return feature.fallback().isEmpty()
                    ? new byte[0]
                    : Fallbacks.parse(feature.type(), feature.fallback().get());
        } catch (CellException e) {
            throw new IllegalArgumentException("the configuration was not validated", e);
        }
    }

    /** What was configured. */
    public ViewConfig config() {
        return config;
    }

    /** The view's name. */
    public String name() {
        return config.name();
    }

    /** How its keys are made. */
    public EntityKeyLayout key() {
        return key;
    }

    /** Whether a row is one value. */
    public boolean packed() {
        return config.layout() == Layout.Packed;
    }

    /** How packed rows are made. */
    public PackedRow packedRow() {
        return packedRow;
    }

    /** Ends a key: the project, and for a packed row the view. */
    public void endKey(ByteSink out) {
        key.end(out);
        if (packed()) {
            out.put(packedSuffix);
        }
    }

    /** Appends the one key of a view without entities. */
    public void onlyKey(ByteSink out) {
        key.begin(out);
        EntityKeyLayout.delimited(out, ValueType.STRING, new byte[0], 0, 0);
        endKey(out);
    }

    /** Whether this is a key of Redis that holds, or may hold, a row of the view. */
    public boolean ownsKey(byte[] redisKey) {
        int end = key.valuesEnd(redisKey);
        return end >= 0 && Arrays.equals(redisKey, end, redisKey.length, keyEnd(), 0, keyEnd().length);
    }

    /** The pattern of SCAN that finds the view's keys, and others that only look like them. */
    public byte[] keyPattern() {
        ByteSink out = new ByteSink(64);
        escape(out, key.prefix());
        out.put('*');
        escape(out, keyEnd());
        return out.toByteArray();
    }

    private byte[] keyEnd() {
        ByteSink out = new ByteSink(32);
        endKey(out);
        return out.toByteArray();
    }

    private static void escape(ByteSink out, byte[] literal) {
        for (byte next : literal) {
            if ("*?[]\\".indexOf(next) >= 0) {
                out.put('\\');
            }
            out.put(next);
        }
    }

    /** How many features it has. */
    public int size() {
        return types.length;
    }

    /** The place of a feature, or -1. */
    public int position(String feature) {
        return positions.getOrDefault(feature, -1);
    }

    /** The type of a feature. */
    public ValueType type(int feature) {
        return types[feature];
    }

    /** What is served where a feature has no value: a serialized value, empty for null. */
    public byte[] fallback(int feature) {
        return fallbacks[feature];
    }

    /** The field of a feature in Feast's hash. */
    public int field(int feature) {
        return fields[feature];
    }

    /** The field of the event time in Feast's hash; not to be written to. */
    public byte[] timeField() {
        return timeField;
    }

    /** Whether a row of this event time counts as expired. */
    public boolean expired(long eventTime, long now) {
        return ttlNanos > 0 && eventTime < now && now - eventTime > ttlNanos;
    }

    /** The age at which a row expires; 0 for never. */
    public long ttlNanos() {
        return ttlNanos;
    }
}
