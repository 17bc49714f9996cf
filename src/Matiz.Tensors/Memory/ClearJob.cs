using Matiz.Tensors.Threading;

namespace Matiz.Tensors.Memory;

/// <summary>Zeroes numbers, blocks shared by the workers: all gradients of a model are as many bytes as the model.</summary>
internal unsafe struct ClearJob : IJob
{
    /// <summary>Numbers of a task.</summary>
    public const int BlockElements = 65536;

    private float* _memory;
    private long _length;

    public static void Clear(WorkerPool pool, float* first, long count)
    {
        var job = new ClearJob { _memory = first, _length = count };
        pool.Run((int)((count + BlockElements - 1) / BlockElements), job);
    }

    public readonly void Execute(int task, int worker)
    {
        long first = (long)task * BlockElements;
        new Span<float>(_memory + first, (int)Math.Min(BlockElements, _length - first)).Clear();
    }
}
