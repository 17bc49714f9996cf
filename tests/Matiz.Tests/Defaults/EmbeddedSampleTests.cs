using System.Security.Cryptography;
using Matiz.Defaults;
using Matiz.MakeDefaults;
using Matiz.Testing;

namespace Matiz.Tests.Defaults;

public class EmbeddedSampleTests
{
    private static string Source => Path.Combine(SharedFiles.RepositoryRoot, "src", "Matiz.Defaults", "Sample", EmbeddedSample.Name);

    [Fact]
    public void Open_EveryFile_HasTheBytesOfTheFolder()
    {
        Assert.Equal(
            Directory.EnumerateFiles(Source).Select(Path.GetFileName).Order(StringComparer.Ordinal),
            EmbeddedSample.FileNames.Order(StringComparer.Ordinal));
        foreach (string name in EmbeddedSample.FileNames)
        {
            using var stream = EmbeddedSample.Open(name);
            Assert.Equal(SHA256.HashData(File.ReadAllBytes(Path.Combine(Source, name))), SHA256.HashData(stream));
        }
    }

    [Fact]
    public void Open_ATable_BeginsWithItsColumns()
    {
        foreach (string name in SampleStep.Copied)
        {
            using var reader = new StreamReader(EmbeddedSample.Open(name));
            Assert.Equal("text,label,id", reader.ReadLine());
        }
    }

    [Fact]
    public void MakeDefaults_FromThePublishedFiles_GivesTheCommittedBytes()
    {
        Assert.SkipUnless(SharedFiles.SharedExists, "needs ../shared: data/goemotions-six");
        string folder = Directory.CreateTempSubdirectory("matiz-").FullName;
        try
        {
            SampleStep.Run(SharedFiles.Shared("data/goemotions-six"), folder);
            foreach (string name in SampleStep.Copied)
                Assert.Equal(File.ReadAllBytes(Path.Combine(Source, name)), File.ReadAllBytes(Path.Combine(folder, name)));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}
