using System.Runtime.Intrinsics;

namespace Matiz.Tensors.Simd;

/// <summary>One lane: the plain loop, oracle of the tests.</summary>
internal readonly unsafe struct Double64 : IDoubleSimd<double>
{
    public static int Width => 1;

    public static double Load(double* source) => *source;

    public static double Widen(float* source) => *source;

    public static double Broadcast(double value) => value;

    public static void Store(double value, double* destination) => *destination = value;

    public static double MultiplyAdd(double a, double b, double c) => Math.FusedMultiplyAdd(a, b, c);

    public static double Add(double a, double b) => a + b;

    public static double Subtract(double a, double b) => a - b;

    public static double Multiply(double a, double b) => a * b;

    public static double Divide(double a, double b) => a / b;

    public static double Max(double a, double b) => Math.Max(a, b);

    // Not Math.Exp and Math.Log: a C library's last digit differs from another's.
    public static double Exp(double value) => Vector128.Exp(Vector128.CreateScalar(value)).ToScalar();

    public static double Log(double value) => Vector128.Log(Vector128.Create(value)).ToScalar();

    public static double Sum(double value) => value;
}
