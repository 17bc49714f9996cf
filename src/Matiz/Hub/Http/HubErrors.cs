using System.Globalization;
using System.Net;

namespace Matiz.Hub.Http;

/// <summary>Answers that are no good ones, as exceptions that say what to do.</summary>
internal static class HubErrors
{
    private const string InvalidCredentials = "Invalid credentials in Authorization header";
    private const string DisabledMessage = "Access to this resource is disabled.";

    private static readonly TimeSpan NoticeableSkew = TimeSpan.FromMinutes(30);

    /// <summary>What an answer with an error's status means.</summary>
    /// <param name="answer">The answer; its body is read, as far as it is short.</param>
    /// <param name="request">What was asked.</param>
    /// <param name="options">Who asked.</param>
    /// <param name="token">The token that went along, which no message may hold; null: none.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public static async Task<HubException> FromAsync(
        HttpResponseMessage answer, HubRequest request, HubOptions options, string? token, CancellationToken cancellationToken)
    {
        string? said = await HubErrorBody.ReadAsync(answer, request, options, token, cancellationToken).ConfigureAwait(false);
        var (kind, message) = Describe(answer, request, options, token, said);
        if (answer.StatusCode is HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden) message += SkewOf(answer, options);
        return new HubException(kind, message)
        {
            StatusCode = answer.StatusCode,
            RequestId = RequestIdOf(answer),
            Commit = kind == HubFault.EntryNotFound ? HubHeaders.Text(answer, "X-Repo-Commit") : null,
            Said = said,
            MayPass = MayPass(answer.StatusCode),
            Wait = WaitOf(answer),
        };
    }

    /// <summary>A redirect that leads away from the Hub, where nothing of it is.</summary>
    public static HubException Elsewhere(HubRequest request, Uri target) => new(
        HubFault.UnexpectedAnswer,
        $"{request.Subject}: the server sends to {target.IdnHost} for an answer that only the Hub gives. An answer was expected. "
            + "Correct HF_ENDPOINT; behind a sign-in page of the network, sign in first.");

    /// <summary>A redirect that cannot be followed.</summary>
    public static HubException BadRedirect(HubRequest request, string found) => new(
        HubFault.UnexpectedAnswer,
        $"{request.Subject}: the server redirects {found}. An address of the Hub or of its store was expected. Correct HF_ENDPOINT.");

    /// <summary>Redirects without end.</summary>
    public static HubException RedirectLoop(HubRequest request, int most) => new(
        HubFault.UnexpectedAnswer,
        $"{request.Subject}: the server redirects more than {most} times. An answer was expected. Correct HF_ENDPOINT, or try later.");

    /// <summary>A web page in the place of data.</summary>
    public static HubException Page(HubRequest request) => new(
        HubFault.UnexpectedAnswer,
        $"{request.Subject}: a web page came from {request.Address.IdnHost}, where JSON was expected. Is it the sign-in page of a network "
            + "or a proxy? Open it in a browser and sign in, or correct HF_ENDPOINT.");

    /// <summary>A list whose pages go in a circle, or on and on.</summary>
    public static HubException EndlessList(HubRequest request, int pages) => new(
        HubFault.UnexpectedAnswer,
        $"{request.Subject}: the list of files does not end after {pages} pages. An end was expected. Try again later.");

    /// <summary>More than can be true.</summary>
    public static HubException TooLarge(HubRequest request, long mostBytes) => new(
        HubFault.UnexpectedAnswer,
        $"{request.Subject}: the answer has more than {mostBytes >> 20} MiB. A shorter one was expected. Correct HF_ENDPOINT.");

    /// <summary>A coding that nobody asked for.</summary>
    public static HubException UnknownCoding(HubRequest request, string coding) => new(
        HubFault.UnexpectedAnswer,
        $"{request.Subject}: the answer is coded as '{HubErrorBody.Clean(coding, token: null)}'. None, gzip, deflate or br was expected. "
            + "See whether a proxy changes answers.");

    /// <summary>Something that an answer of the Hub has, and this one has not.</summary>
    public static HubException Lacks(HubRequest request, string what) => new(
        HubFault.UnexpectedAnswer,
        $"{request.Subject}: the answer of {request.Address.IdnHost} lacks {what}. That of a Hub was expected. "
            + "Correct HF_ENDPOINT; a mirror has to pass it on.");

    private static (HubFault Kind, string Message) Describe(
        HttpResponseMessage answer, HubRequest request, HubOptions options, string? token, string? said)
    {
        string code = HubHeaders.Text(answer, "X-Error-Code") ?? "", subject = request.Subject;
        string quoted = said is null ? "" : $" (the Hub says: {said.TrimEnd('.')})";
        string page = $"{options.Endpoint.GetLeftPart(UriPartial.Path).TrimEnd('/')}/{request.Repository?.UrlPath}";
        string login = token is null ? "log in (HubLogin.SaveAsync) or set HF_TOKEN" : "use a token that may read it";
        int status = (int)answer.StatusCode;
        var from = answer.RequestMessage!.RequestUri!;
        bool isOfHub = HubOrigin.AreSame(from, options.Endpoint) || HubOrigin.IsHubHost(from);
        bool isOfRepository = request.Repository is not null && isOfHub;
        switch (code)
        {
            case "RepoNotFound": return MissingRepository();
            case "GatedRepo":
                string whose = token is null ? ", and no token was sent" : " by the owner of the token";
                return (HubFault.Gated,
                    $"{subject}: its terms have not been accepted{whose}{quoted}. Access was expected. "
                        + $"Accept them at {page}{(token is null ? ", and " + login : "")}.");
            case "RevisionNotFound":
                return (HubFault.RevisionNotFound,
                    $"{subject}: it has no revision '{request.Revision}'. A branch, a tag, a commit or refs/pr/N was expected. "
                        + "Correct it.");
            case "EntryNotFound": return MissingEntry();
        }

        if (said == DisabledMessage || HubHeaders.Text(answer, "X-Error-Message") == DisabledMessage)
        {
            return (HubFault.Disabled,
                $"{subject}: the Hub has disabled it. One that may be read was expected. See {page}, or use another one.");
        }

        bool isUnknownToken = said == InvalidCredentials || HubHeaders.Text(answer, "X-Error-Message") == InvalidCredentials;
        switch (status)
        {
            case 401 when isOfRepository && !isUnknownToken: return MissingRepository();
            case 401:
                return (HubFault.Unauthorized, token is null
                    ? $"{subject}: no token was sent{quoted}. A token was expected. Log in (HubLogin.SaveAsync) or set HF_TOKEN."
                    : $"{subject}: the Hub does not know the token of {HubToken.SourceOf(options)}{quoted}. A valid one was expected. "
                        + "Log in again (HubLogin.SaveAsync), or correct HF_TOKEN.");
            case 403 when isOfHub:
                return (HubFault.Forbidden,
                    $"{subject}: the token {(token is null ? "is missing" : $"of {HubToken.SourceOf(options)} lacks the right")}{quoted}. "
                        + $"Another one was expected. Make one with that right at "
                        + $"{options.Endpoint.GetLeftPart(UriPartial.Authority)}/settings/tokens.");
            case 404 when isOfRepository && request.Path is not null: return MissingEntry();
            case 404 when isOfRepository: return MissingRepository();
            case 400 or 413 or 415 or 422:
                return (HubFault.BadRequest,
                    $"{subject}: the Hub refuses the request, status {status}{quoted}. Correct what is asked for.");
            case 409 or 412:
                return (HubFault.Conflict,
                    $"{subject}: it exists already, or has changed meanwhile{quoted}. Look at {page}, and try again.");
            case 429:
                string until = WaitOf(answer) is { } wait
                    ? string.Create(CultureInfo.InvariantCulture, $", and asks to wait {Math.Ceiling(wait.TotalSeconds):0} s") : "";
                return (HubFault.RateLimited,
                    $"{subject}: the Hub had too many requests{until}{quoted}. Fewer were expected. Try again later"
                        + $"{(token is null ? ", or log in (HubLogin.SaveAsync), which allows more" : "")}.");
            case 407:
                return (HubFault.Network,
                    $"{subject}: the proxy wants a name and a password. An open way was expected. Put them into the proxy's variable.");
            case >= 500:
                string id = RequestIdOf(answer) is { } request2 ? $", request {request2}" : "";
                return (HubFault.Server,
                    $"{subject}: the server {from.IdnHost} is at fault, status {status}{id}{quoted}. "
                        + "An answer was expected. Try again later.");
            default:
                return (HubFault.UnexpectedAnswer,
                    $"{subject}: {from.IdnHost} answers with status {status}{quoted}. That of a Hub was expected. "
                        + "Correct HF_ENDPOINT, or try again later.");
        }

        (HubFault Kind, string Message) MissingRepository() => (
            HubFault.RepositoryNotFound,
            $"{subject}: the Hub has no such repository, or it is private. One that may be read was expected. "
                + $"Check '{request.Repository?.Id}' for a slip of the finger; if it is private, {login}.");

        (HubFault Kind, string Message) MissingEntry() => (
            HubFault.EntryNotFound,
            $"{subject}: it has no '{request.Path}' at {request.Revision ?? "that revision"}. The name of something in it was expected. "
                + "Correct it.");
    }

    private static bool MayPass(HttpStatusCode status) => (int)status is 408 or 429 or 500 or 502 or 503 or 504;

    // RateLimit: "api";r=0;t=55 says that nothing is left for 55 seconds. Retry-After is a number of seconds, or a date, which is passed
    // over.
    private static TimeSpan? WaitOf(HttpResponseMessage answer)
    {
        if (!MayPass(answer.StatusCode)) return null;
        if (HubHeaders.Text(answer, "RateLimit") is { } limit && ParameterOf(limit, "r") is 0 && ParameterOf(limit, "t") is { } reset)
            return TimeSpan.FromSeconds(reset + 1);
        return HubHeaders.Number(answer, "Retry-After") is { } seconds ? TimeSpan.FromSeconds(Math.Min(seconds, int.MaxValue) + 1) : null;
    }

    private static int? ParameterOf(string header, string name)
    {
        foreach (string part in header.Split(';'))
        {
            int equals = part.IndexOf('=', StringComparison.Ordinal);
            if (equals < 0 || !part.AsSpan(0, equals).Trim().SequenceEqual(name)) continue;
            if (int.TryParse(part.AsSpan(equals + 1).Trim(), NumberStyles.None, CultureInfo.InvariantCulture, out int value)) return value;
        }

        return null;
    }

    private static string? RequestIdOf(HttpResponseMessage answer)
    {
        string? id = HubHeaders.Text(answer, "X-Request-Id") ?? HubHeaders.Text(answer, "X-Amzn-Trace-Id")
            ?? HubHeaders.Text(answer, "X-Amz-Cf-Id");
        return id is null ? null : HubErrorBody.Clean(id, token: null);
    }

    // A clock that is wrong makes tokens and signed addresses look too old or too young.
    private static string SkewOf(HttpResponseMessage answer, HubOptions options)
    {
        if (answer.Headers.Date is not { } date) return "";
        var skew = options.Clock.GetUtcNow() - date;
        return skew.Duration() < NoticeableSkew ? "" : string.Create(
            CultureInfo.InvariantCulture,
            $" The clock of this machine is {skew.Duration().TotalHours:0.0} hours {(skew > TimeSpan.Zero ? "ahead of" : "behind")} "
                + $"the server's: set it right.");
    }
}
