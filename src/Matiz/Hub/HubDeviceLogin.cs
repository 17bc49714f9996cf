using Matiz.Hub.Http;
using Matiz.Hub.Login;

namespace Matiz.Hub;

/// <summary>
/// Logs in with a browser on any device (RFC 8628): the user opens <see cref="Address"/>, types <see cref="UserCode"/>, and agrees. It
/// takes the id of an application that the Hub knows.
/// </summary>
public sealed class HubDeviceLogin
{
    private const string GrantType = "urn:ietf:params:oauth:grant-type:device_code";
    private const long MostBytes = 1 << 20;
    private const int UsualInterval = 5, LongestLifetime = 3600;

    private readonly HubOptions _options;
    private readonly string _clientId, _deviceCode;
    private readonly long _interval;

    private HubDeviceLogin(HubOptions options, string clientId, DeviceCode code)
    {
        (_options, _clientId, _deviceCode, _interval) = (options, clientId, code.Secret, code.Interval);
        (UserCode, Address, AddressWithCode, Lifetime) = (code.UserCode, code.Address, code.AddressWithCode, code.Lifetime);
    }

    /// <summary>What the user types.</summary>
    public string UserCode { get; }

    /// <summary>Where the user types it.</summary>
    public Uri Address { get; }

    /// <summary>The same page with the code filled in; null where the Hub gives none.</summary>
    public Uri? AddressWithCode { get; }

    /// <summary>How long there is time for it.</summary>
    public TimeSpan Lifetime { get; }

    /// <summary>Asks the Hub for a code.</summary>
    /// <param name="clientId">The id of the application.</param>
    /// <param name="options">Where the Hub is, and where the token is kept; null: what the environment says.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="HubException">The Hub does not know the application, or cannot be reached.</exception>
    public static async Task<HubDeviceLogin> BeginAsync(
        string clientId, HubOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(clientId);
        options ??= HubOptions.FromEnvironment();
        using var transport = new HubTransport(options);
        var request = Form(transport, "oauth/device", ("client_id", clientId));
        byte[] json = await transport.SendForJsonAsync(request, MostBytes, cancellationToken).ConfigureAwait(false);
        return new HubDeviceLogin(options, clientId, HubJson.Read(json, request, root => new DeviceCode(
            HubJson.RequiredText(root, "device_code"),
            HubErrorBody.Clean(HubJson.RequiredText(root, "user_code"), token: null),
            AddressIn(HubJson.RequiredText(root, "verification_uri"))
                ?? throw new MissingMemberException("JSON whose 'verification_uri' is no address"),
            AddressIn(HubJson.Text(root, "verification_uri_complete")),
            TimeSpan.FromSeconds(Math.Clamp(HubJson.RequiredSize(root, "expires_in"), 1, LongestLifetime)),
            Math.Clamp(HubJson.Number(root, "interval") ?? UsualInterval, 1, LongestLifetime))));
    }

    /// <summary>Waits until the user has agreed, asks whose token it is, and keeps it as <see cref="HubLogin"/> does.</summary>
    /// <exception cref="HubException">The user has refused or taken too long, or the Hub cannot be reached; nothing is kept.</exception>
    /// <exception cref="Formats.Disk.FileWriteException">It cannot be kept.</exception>
    public async Task<HubUser> FinishAsync(CancellationToken cancellationToken = default)
    {
        var token = await WaitAsync(cancellationToken).ConfigureAwait(false);
        using var client = new HubClient(_options with { Token = token.Value });
        var user = await client.WhoAmIAsync(cancellationToken).ConfigureAwait(false);
        HubLogin.Keep(token, user.TokenName ?? "oauth-" + user.Name, _options);
        return user;
    }

    private async Task<StoredToken> WaitAsync(CancellationToken cancellationToken)
    {
        using var transport = new HubTransport(_options);
        var request = Form(
            transport, "oauth/token", ("grant_type", GrantType), ("device_code", _deviceCode), ("client_id", _clientId));
        long interval = _interval;
        for (long waited = interval; waited <= Lifetime.TotalSeconds; waited += interval)
        {
            await Task.Delay(TimeSpan.FromSeconds(interval), _options.Clock, cancellationToken).ConfigureAwait(false);
            try
            {
                byte[] json = await transport.SendForJsonAsync(request, MostBytes, cancellationToken).ConfigureAwait(false);
                return HubJson.Read(json, request, root => new StoredToken(
                    HubToken.ForLogin(HubJson.RequiredText(root, "access_token")),
                    HubJson.Text(root, "refresh_token"),
                    HubJson.Number(root, "expires_in") is { } seconds ? _options.Clock.GetUtcNow().ToUnixTimeSeconds() + seconds : null));
            }
            catch (HubException exception) when (exception.Said is { } said)
            {
                switch (said.Split(';')[0])
                {
                    case "authorization_pending": break;
                    case "slow_down": interval += UsualInterval; break;
                    case "expired_token": throw Late(exception);
                    case "access_denied":
                        throw new HubException(
                            HubFault.Unauthorized, "the login was refused in the browser. Consent was expected. Log in again.", exception);
                    default: throw;
                }
            }
        }

        throw Late(null);
    }

    private static HubRequest Form(HubTransport transport, string path, params (string Name, string Value)[] fields) =>
        new(HttpMethod.Post, transport.Address(path))
        {
            Token = HubTokenUse.None,
            Content = () => new FormUrlEncodedContent(fields.Select(field => KeyValuePair.Create(field.Name, field.Value))),
        };

    private static Uri? AddressIn(string? text) =>
        Uri.TryCreate(text, UriKind.Absolute, out var address) && address.Scheme is "https" or "http" ? address : null;

    private static HubException Late(Exception? cause) => new(
        HubFault.Unauthorized, "the login was not confirmed in time. Consent in the browser was expected. Log in again.", cause);

    private sealed record DeviceCode(
        string Secret, string UserCode, Uri Address, Uri? AddressWithCode, TimeSpan Lifetime, long Interval);
}
