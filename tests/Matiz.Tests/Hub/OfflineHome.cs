using System.Runtime.CompilerServices;

namespace Matiz.Tests.Hub;

/// <summary>Keeps tests away from the Hub, and from the user's token and cache: what asks the Hub names its own test Hub.</summary>
internal static class OfflineHome
{
    /// <summary>What <c>HF_HOME</c> names while the tests run.</summary>
    public static string Folder { get; private set; } = "";

    [ModuleInitializer]
    internal static void Use()
    {
        foreach (string name in Environment.GetEnvironmentVariables().Keys.Cast<string>().ToArray())
        {
            if (name.StartsWith("HF_", StringComparison.Ordinal) || name is "HUGGING_FACE_HUB_TOKEN" or "HUGGINGFACE_HUB_CACHE")
                Environment.SetEnvironmentVariable(name, null);
        }

        Folder = Directory.CreateTempSubdirectory("matiz-hub-").FullName;
        Environment.SetEnvironmentVariable("HF_HOME", Folder);
        Environment.SetEnvironmentVariable("HF_HUB_OFFLINE", "1");
        AppDomain.CurrentDomain.ProcessExit += (_, _) => Directory.Delete(Folder, recursive: true);
    }
}
