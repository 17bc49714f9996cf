namespace Matiz.Tensors.Threading;

/// <summary>Work cut by size into numbered tasks that may run on any worker in any order and never touch the same output.</summary>
internal interface IJob
{
    /// <summary>Does task <paramref name="task"/>; <paramref name="worker"/> numbers the thread, from 0, for its scratch memory.</summary>
    void Execute(int task, int worker);
}
