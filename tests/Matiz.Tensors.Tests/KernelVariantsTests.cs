namespace Matiz.Tensors.Tests;

public class KernelVariantsTests
{
    [Fact]
    public void Parse_EveryAvailableName_GivesItsVariant() =>
        Assert.All(KernelVariants.Available, variant => Assert.Equal(variant, KernelVariants.Parse(KernelVariants.NameOf(variant))));

    [Theory]
    [InlineData("avx1024")]
    [InlineData("2")]
    [InlineData("-1")]
    public void Parse_AnUnknownName_NamesTheKnown(string name)
    {
        var exception = Assert.Throws<ArgumentException>(() => KernelVariants.Parse(name));
        Assert.Equal(
            $"MATIZ_KERNELS={name} is no kernel variant; known are reference, vector128, avx2, avx-vnni, avx512, avx512-vnni, "
            + "avx512-bf16, amx. (Parameter 'name')",
            exception.Message);
    }

    [Fact]
    public void Parse_AVariantThatTheProcessorLacks_NamesWhatItHas()
    {
        KernelVariant[] lacking = [.. Enum.GetValues<KernelVariant>().Except(KernelVariants.Available)];
        Assert.SkipWhen(lacking.Length == 0, "this processor has every variant");
        var exception = Assert.Throws<ArgumentException>(() => KernelVariants.Parse(KernelVariants.NameOf(lacking[0])));
        Assert.Contains("this processor lacks it; it has ", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Available_EndsWithThePlainLoop() => Assert.Equal(KernelVariant.Reference, KernelVariants.Available[^1]);
}
