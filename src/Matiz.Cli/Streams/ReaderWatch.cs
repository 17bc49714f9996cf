namespace Matiz.Cli.Streams;

/// <summary>
/// Notices that whoever reads the results reads no more, also while there is nothing to write: behind <c>tail -f log | matiz predict
/// my-model - | head -1</c> the next line may come in a day.
/// </summary>
internal static class ReaderWatch
{
    /// <summary>Watches for as long as the process runs, where results go through a pipe.</summary>
    /// <param name="gone">Called once, on a thread of its own.</param>
    public static void Start(Action gone)
    {
        if (OperatingSystem.IsWindows() || !Console.IsOutputRedirected || !Descriptors.IsOpen(Descriptors.Output)) return;
        new Thread(() =>
        {
            while (true)
            {
                switch (Descriptors.AwaitReaderGone(Descriptors.Output, Timeout.Infinite))
                {
                    case true:
                        gone();
                        return;
                    case null:
                        return;
                }
            }
        })
        { IsBackground = true, Name = "reader" }.Start();
    }
}
