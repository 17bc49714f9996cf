using Matiz.Tensors.Threading;

namespace Matiz.Tensors.Memory;

/// <summary>Zeroes a tensor, blocks shared by the workers: all gradients of a model are as many bytes as the model.</summary>
internal unsafe struct ClearJob : IJob
{
    private const int BlockElements = 65536;

    private float* _memory;
    private long _length;

    public static void Clear(Tensor tensor)
    {
        var job = new ClearJob { _memory = tensor.Pointer, _length = tensor.Length };
        ((CpuDevice)tensor.Device).Pool.Run((int)((tensor.Length + BlockElements - 1) / BlockElements), job);
    }

    public readonly void Execute(int task, int worker)
    {
        long first = (long)task * BlockElements;
        new Span<float>(_memory + first, (int)Math.Min(BlockElements, _length - first)).Clear();
    }
}
