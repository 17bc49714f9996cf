namespace Matiz.Server.Requests;

/// <summary>What one request may bring.</summary>
internal static class RequestLimits
{
    private const int MostNumbers = 4_194_304;

    /// <summary>Checks how many texts there are.</summary>
    /// <exception cref="RequestException">None, or too many.</exception>
    public static void RequireTexts(int count, int most)
    {
        if (count == 0) throw new RequestException(RequestFault.Empty, "there is no text. At least one was expected. Send one.");
        if (count <= most) return;
        throw new RequestException(
            RequestFault.TooManyTexts,
            $"{count} texts were sent, but a request may have {most}. Fewer were expected. Send them in several requests.");
    }

    /// <summary>Checks how many tokens there are.</summary>
    /// <exception cref="RequestException">Too many.</exception>
    public static void RequireTokens(int count, int most)
    {
        if (count <= most) return;
        throw new RequestException(
            RequestFault.TooLarge,
            $"the texts have {count} tokens, but those of a request may have {most}. Fewer were expected. Send them in several requests.");
    }

    /// <summary>Checks how many numbers an answer has that holds a vector of each token: as JSON they are about 11 bytes each.</summary>
    /// <exception cref="RequestException">Too many.</exception>
    public static void RequireNumbers(int tokens, int dimensions)
    {
        if ((long)tokens * dimensions <= MostNumbers) return;
        throw new RequestException(
            RequestFault.TooManyTexts,
            $"the answer would have {tokens} vectors of {dimensions} numbers, but it may have {MostNumbers} numbers. Fewer tokens were "
            + "expected. Send the texts in several requests.");
    }
}
