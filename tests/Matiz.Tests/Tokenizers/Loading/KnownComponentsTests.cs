using System.Text.Json;
using Matiz.Tokenizers;
using Matiz.Tokenizers.Loading;

namespace Matiz.Tests.Tokenizers.Loading;

public class KnownComponentsTests
{
    [Fact]
    public void EveryComponent_OfItsTypeAlone_OpensOrNamesWhatIsMissing()
    {
        int count = Walk(KnownComponents.Normalizers) + Walk(KnownComponents.PreTokenizers) + Walk(KnownComponents.Models)
            + Walk(KnownComponents.PostProcessors) + Walk(KnownComponents.Decoders);

        Assert.True(count >= 25);
    }

    private static int Walk<T>(ComponentList<T> list)
        where T : class
    {
        int count = 0;
        foreach (string type in list)
        {
            count++;
            try
            {
                using var document = JsonDocument.Parse($$"""{"type": "{{type}}"}""");
                Assert.NotNull(list.Read(new JsonCursor(document.RootElement, "tokenizer.json", "part")));
            }
            catch (TokenizerException exception)
            {
                Assert.StartsWith("tokenizer.json: part has no '", exception.Message, StringComparison.Ordinal);
            }
        }

        return count;
    }
}
