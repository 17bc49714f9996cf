namespace Matiz.Formats.Tests; public class SmokeTests { [Fact] public void Root_IsFound() => Assert.True(
    Directory.Exists(Matiz.Testing.SharedFiles.RepositoryRoot)); }
