/* Stands in for the driver's libnvidia-ml.so.1 in GpuMetricsTest, on machines without a GPU: the functions of nvml.h that the
   metrics call, with nvml.h's types and units, and fixed answers. It proves the binding, not a device. Two devices: the first
   tells everything, the second only its memory, as a virtual GPU does. */
#include <string.h>

typedef int nvmlReturn_t;
typedef struct nvmlDevice_st { unsigned int index; } *nvmlDevice_t;
typedef struct { unsigned int gpu, memory; } nvmlUtilization_t;
typedef struct { unsigned long long total, free, used; } nvmlMemory_t;

enum { NVML_SUCCESS = 0, NVML_ERROR_UNINITIALIZED = 1, NVML_ERROR_INVALID_ARGUMENT = 2, NVML_ERROR_NOT_SUPPORTED = 3,
       NVML_ERROR_INSUFFICIENT_SIZE = 7 };

static struct nvmlDevice_st devices[2] = {{0}, {1}};
static int initialized;
static unsigned long long energy = 5000000000000ULL;

nvmlReturn_t nvmlInit_v2(void) { initialized = 1; return NVML_SUCCESS; }

nvmlReturn_t nvmlDeviceGetCount_v2(unsigned int *count) {
    if (!initialized) return NVML_ERROR_UNINITIALIZED;
    *count = 2;
    return NVML_SUCCESS;
}

nvmlReturn_t nvmlDeviceGetHandleByIndex_v2(unsigned int index, nvmlDevice_t *device) {
    if (index > 1) return NVML_ERROR_INVALID_ARGUMENT;
    *device = &devices[index];
    return NVML_SUCCESS;
}

nvmlReturn_t nvmlDeviceGetUUID(nvmlDevice_t device, char *uuid, unsigned int length) {
    if (length < 80) return NVML_ERROR_INSUFFICIENT_SIZE;
    strcpy(uuid, device->index == 0 ? "GPU-8f6d2f4e-0000-0000-0000-000000000001" : "GPU-8f6d2f4e-0000-0000-0000-000000000002");
    return NVML_SUCCESS;
}

nvmlReturn_t nvmlDeviceGetMemoryInfo(nvmlDevice_t device, nvmlMemory_t *memory) {
    memory->total = 150754820096ULL;
    memory->free = 150000000000ULL - device->index;
    memory->used = 754820096ULL + device->index;
    return NVML_SUCCESS;
}

nvmlReturn_t nvmlDeviceGetUtilizationRates(nvmlDevice_t device, nvmlUtilization_t *utilization) {
    if (device->index == 1) return NVML_ERROR_NOT_SUPPORTED;
    utilization->gpu = 37;
    utilization->memory = 99;
    return NVML_SUCCESS;
}

nvmlReturn_t nvmlDeviceGetPowerUsage(nvmlDevice_t device, unsigned int *milliwatts) {
    if (device->index == 1) return NVML_ERROR_NOT_SUPPORTED;
    *milliwatts = 123456;
    return NVML_SUCCESS;
}

nvmlReturn_t nvmlDeviceGetPowerManagementLimit(nvmlDevice_t device, unsigned int *milliwatts) {
    if (device->index == 1) return NVML_ERROR_NOT_SUPPORTED;
    *milliwatts = 700000;
    return NVML_SUCCESS;
}

nvmlReturn_t nvmlDeviceGetTotalEnergyConsumption(nvmlDevice_t device, unsigned long long *millijoules) {
    if (device->index == 1) return NVML_ERROR_NOT_SUPPORTED;
    *millijoules = energy;
    energy += 2500;
    return NVML_SUCCESS;
}
