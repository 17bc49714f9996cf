using Matiz.Formats.Codecs;

namespace Matiz.Formats.Tests.Codecs;

public class Crc32Tests
{
    [Fact]
    public void Compute_CheckValue_IsThatOfTheStandard() => Assert.Equal(0xCBF43926u, Crc32.Compute("123456789"u8));

    [Fact]
    public void Compute_NoBytes_IsZero() => Assert.Equal(0u, Crc32.Compute([]));
}
