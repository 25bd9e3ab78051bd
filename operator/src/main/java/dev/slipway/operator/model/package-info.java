/** Pure: names, labels, quantities, hashes; what children of every kind are made with. */
@NullMarked
package dev.slipway.operator.model;

import org.jspecify.annotations.NullMarked;
