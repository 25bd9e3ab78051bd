package dev.slipway.featureserver.codec;

import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Feast's value types. A number is both the one of {@code ValueType.Enum} and the field of {@code feast.types.Value}
 * (Value.proto of Feast 0.67).
 */
public enum ValueType {
    BYTES(1, Element.BYTES, Shape.SCALAR),
    STRING(2, Element.STRING, Shape.SCALAR),
    INT32(3, Element.INT32, Shape.SCALAR),
    INT64(4, Element.INT64, Shape.SCALAR),
    DOUBLE(5, Element.DOUBLE, Shape.SCALAR),
    FLOAT(6, Element.FLOAT, Shape.SCALAR),
    BOOL(7, Element.BOOL, Shape.SCALAR),
    UNIX_TIMESTAMP(8, Element.TIMESTAMP, Shape.SCALAR),
    BYTES_LIST(11, Element.BYTES, Shape.LIST),
    STRING_LIST(12, Element.STRING, Shape.LIST),
    INT32_LIST(13, Element.INT32, Shape.LIST),
    INT64_LIST(14, Element.INT64, Shape.LIST),
    DOUBLE_LIST(15, Element.DOUBLE, Shape.LIST),
    FLOAT_LIST(16, Element.FLOAT, Shape.LIST),
    BOOL_LIST(17, Element.BOOL, Shape.LIST),
    UNIX_TIMESTAMP_LIST(18, Element.TIMESTAMP, Shape.LIST),
    MAP(20, Element.MAP, Shape.SCALAR),
    MAP_LIST(21, Element.MAP, Shape.LIST),
    BYTES_SET(22, Element.BYTES, Shape.SET),
    STRING_SET(23, Element.STRING, Shape.SET),
    INT32_SET(24, Element.INT32, Shape.SET),
    INT64_SET(25, Element.INT64, Shape.SET),
    DOUBLE_SET(26, Element.DOUBLE, Shape.SET),
    FLOAT_SET(27, Element.FLOAT, Shape.SET),
    BOOL_SET(28, Element.BOOL, Shape.SET),
    UNIX_TIMESTAMP_SET(29, Element.TIMESTAMP, Shape.SET),
    JSON(32, Element.STRING, Shape.SCALAR),
    JSON_LIST(33, Element.STRING, Shape.LIST),
    STRUCT(34, Element.MAP, Shape.SCALAR),
    STRUCT_LIST(35, Element.MAP, Shape.LIST),
    UUID(36, Element.STRING, Shape.SCALAR),
    TIME_UUID(37, Element.STRING, Shape.SCALAR),
    UUID_LIST(38, Element.STRING, Shape.LIST),
    TIME_UUID_LIST(39, Element.STRING, Shape.LIST),
    UUID_SET(40, Element.STRING, Shape.SET),
    TIME_UUID_SET(41, Element.STRING, Shape.SET),
    VALUE_LIST(42, Element.VALUE, Shape.LIST),
    VALUE_SET(43, Element.VALUE, Shape.SET),
    DECIMAL(44, Element.STRING, Shape.SCALAR),
    DECIMAL_LIST(45, Element.STRING, Shape.LIST),
    DECIMAL_SET(46, Element.STRING, Shape.SET),
    SCALAR_MAP(47, Element.SCALAR_MAP, Shape.SCALAR),
    ZONED_TIMESTAMP(48, Element.ZONED, Shape.SCALAR);

    /** How many elements a value has. */
    public enum Shape {
        /** One. */
        SCALAR,
        /** Any number, in order. */
        LIST,
        /** Any number, in any order. */
        SET
    }

    /** The field that holds nothing: an explicit null, which Feast's own writer never uses. */
    public static final int NULL_FIELD = 19;

    private static final Map<String, ValueType> BY_NAME =
            Arrays.stream(values()).collect(Collectors.toMap(Enum::name, Function.identity()));
    private static final @Nullable ValueType[] BY_NUMBER = byNumber();

    private final int number;
    private final Element element;
    private final Shape shape;

    ValueType(int number, Element element, Shape shape) {
        this.number = number;
        this.element = element;
        this.shape = shape;
    }

    /** The type of this name, as {@code INT64} or {@code FLOAT_LIST}. */
    public static Optional<ValueType> named(String name) {
        return Optional.ofNullable(BY_NAME.get(name));
    }

    /** The type whose values stand in this field of {@code feast.types.Value}, or null. */
    public static @Nullable ValueType numbered(int field) {
        return field < 0 || field >= BY_NUMBER.length ? null : BY_NUMBER[field];
    }

    /** The number in {@code ValueType.Enum} and the field in {@code Value}. */
    public int number() {
        return number;
    }

    /** What its elements are. */
    public Element element() {
        return element;
    }

    /** One, or how many. */
    public Shape shape() {
        return shape;
    }

    /** Whether it holds exactly one element. */
    public boolean scalar() {
        return shape == Shape.SCALAR;
    }

    /** Whether Feast can make an entity key of it. */
    public boolean keyable() {
        return switch (this) {
            case BYTES, STRING, INT32, INT64, UNIX_TIMESTAMP -> true;
            default -> false;
        };
    }

    private static @Nullable ValueType[] byNumber() {
        @Nullable ValueType[] types = new ValueType[49];
        for (ValueType type : values()) {
            types[type.number] = type;
        }
        return types;
    }
}
