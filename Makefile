SHELL := bash
.DEFAULT_GOAL := help
.PHONY: help demo demo-down test e2e images images-gpu demo-loop fmt crds bench bench-serving bench-routing bench-features bench-drift docs

help: ## this list
	@awk -F ':.*## ' '/^[a-z0-9-]+:.*## / { printf "  make %-14s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

demo: ## from a clean clone to a model that answers, on a Kubernetes on this machine (DEMO_CLUSTER=current REGISTRY=...: on yours)
	@make/demo

demo-down: ## undo make demo
	@make/demo-down

demo-loop: ## drift, retraining, gate and rollout with a real MLflow, on a Kubernetes on this machine (KEEP=yes: leave it running; AIRFLOW=3: a DAG trains)
	@make/demo-loop

test: ## every test (E2E=no: without the cluster)
	@make/test

e2e: ## the end-to-end tests alone (KEEP=yes: leave the cluster running)
	@make/e2e

images: ## the container images as */target/image.tar (REGISTRY=host/path: push them there)
	@make/images $(REGISTRY)

images-gpu: ## the model server's image with CUDA as build/images/model-server-gpu.tar, after make images
	@images/model-server-gpu

fmt: ## format the Java sources
	@. make/common.sh && prerequisites && maven -q spotless:apply

crds: ## write crds/manifests, the chart's copy and docs/reference from the Java types
	@make/crds

bench: ## measurements, recorded in bench/results
	@bench/run

bench-routing: ## the inference router beside nginx and haproxy, without a cluster (ARGS="--rounds 1")
	@. make/common.sh && find_jdk && maven -q package -Dmaven.test.skip=true -pl inference-router -am && bench/routing/bench.py $(ARGS)

bench-features: ## the feature server beside Feast, and its jobs beside what PostgreSQL and Redis need for themselves
	@bench/features/run

bench-drift: ## the drift job beside Evidently, NannyML, SciPy and bare reads, without a cluster (ARGS=core: one part)
	@. make/common.sh && prerequisites && IMAGES=(drift-job) && build_images && bench/drift/bench.py $(or $(ARGS),all)

bench-serving: ## the model server beside its peers, without a cluster (ARGS="--rounds 1 --kinds json")
	@bench/serving/run $(ARGS)

docs: ## check the links of the documentation
	@docs/check-links.sh
