package dev.slipway.operator.kube;

import java.util.function.BooleanSupplier;

/**
 * What the controllers of all kinds share.
 *
 * @param shutdown tells whether a reconcile may begin
 * @param leading whether this replica is the one that reconciles
 * @param statuses the only writer of statuses
 * @param meter counts reconciles
 * @param kinds objects of all kinds
 * @param nodes what nodes offer
 */
record Surroundings(
        Shutdown shutdown,
        BooleanSupplier leading,
        StatusWriter statuses,
        ReconcileMeter meter,
        Kinds kinds,
        ClusterNodes nodes) {}
