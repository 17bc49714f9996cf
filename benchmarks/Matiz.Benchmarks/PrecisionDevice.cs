using Matiz.Tensors;
using Matiz.Tensors.Operations.Linear.Dots;

namespace Matiz.Benchmarks;

/// <summary>Devices that compute in a precision even where the processor has no unit for it: then bfloat16 is emulated.</summary>
internal static class PrecisionDevice
{
    /// <summary>The device; null threads: one a core.</summary>
    public static CpuDevice New(Precision precision, int? threads = null)
    {
        var device = new CpuDevice(threads: threads, precision: precision);
        if (device.PrecisionNotice is null) return device;
        device.Dispose();
        return new CpuDevice(EmulatedBFloat16.Kernels(KernelVariants.Default), threads ?? Environment.ProcessorCount);
    }
}
