using System.Runtime.CompilerServices;
using Matiz.Features;

namespace Matiz.Cli.Tests;

/// <summary>Keeps the features of tests out of the user's cache.</summary>
internal static class CacheFolder
{
    [ModuleInitializer]
    internal static void Use()
    {
        if (Environment.GetEnvironmentVariable(FeatureCache.EnvironmentVariable) is { Length: > 0 }) return;
        string folder = Directory.CreateTempSubdirectory("matiz-cache-").FullName;
        Environment.SetEnvironmentVariable(FeatureCache.EnvironmentVariable, folder);
        AppDomain.CurrentDomain.ProcessExit += (_, _) => Directory.Delete(folder, recursive: true);
    }
}
