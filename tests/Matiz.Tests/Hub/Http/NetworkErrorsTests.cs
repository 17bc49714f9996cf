using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Matiz.Hub;
using Matiz.Hub.Http;

namespace Matiz.Tests.Hub.Http;

/// <summary>What is wrong on the way, in one line with what to do.</summary>
public sealed class NetworkErrorsTests
{
    private static readonly HubRepository Model = HubRepository.Model("user/tiny");

    [Fact]
    public async Task Connection_ThatIsRefused_IsSaid()
    {
        using var closed = new TcpListener(IPAddress.Loopback, 0);
        closed.Start();
        int port = ((IPEndPoint)closed.LocalEndpoint).Port;
        closed.Stop();
        var fault = await Fault($"http://127.0.0.1:{port}");
        Assert.Equal(
            $"user/tiny: 127.0.0.1:{port}: the connection is refused. A server that listens was expected. "
                + "Check HF_ENDPOINT, the proxy and the firewall.",
            fault.Message);
        Assert.Equal((HubFault.Network, false), (fault.Kind, fault.IsOfTheCaller));
    }

    [Fact]
    public async Task Name_WithoutAnAddress_IsSaid()
    {
        var fault = await Fault("http://no-such-host.invalid");
        Assert.Equal(
            "user/tiny: no-such-host.invalid: this name has no address. A host that is there was expected. Check the network and its DNS, "
                + "and HF_ENDPOINT; without a network, HF_HUB_OFFLINE=1 uses what is cached.",
            fault.Message);
    }

    [Theory]
    [InlineData(-10, -1, "and the clock of this machine says")]
    [InlineData(1, 10, "and the clock of this machine says")]
    [InlineData(-1, 10, "was issued by 'matiz-test', which this machine does not trust. A certificate that is valid here was expected.")]
    public async Task Certificate_ThatIsNotTrusted_SaysWhy(int fromDays, int toDays, string found)
    {
        using var server = new TlsServer(fromDays, toDays);
        var fault = await Fault($"https://127.0.0.1:{server.Port}");
        Assert.Equal(HubFault.Certificate, fault.Kind);
        Assert.Contains(found, fault.Message, StringComparison.Ordinal);
        Assert.Equal(1, server.Connections);
    }

    [Fact]
    public async Task PlainServer_AskedByTls_IsSaid()
    {
        using var place = new HubPlace();
        var fault = await Fault(place.Hub.Endpoint.Replace("http:", "https:", StringComparison.Ordinal));
        Assert.Equal(HubFault.Certificate, fault.Kind);
        Assert.Contains("no secure connection", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Certificate_OfAnotherName_IsSaid()
    {
        using var certificate = TlsServer.Certificate(-1, 10);
        var fault = ServerCertificate.Fault(certificate, [], SslPolicyErrors.RemoteCertificateNameMismatch, DateTimeOffset.Now);
        Assert.Equal("the server's certificate is of 'matiz-test'", fault.Message);
        Assert.Equal("the server shows no certificate",
            ServerCertificate.Fault(null, [], SslPolicyErrors.RemoteCertificateNotAvailable, DateTimeOffset.Now).Message);
    }

    [Fact]
    public void Words_OfTheSystem_LoseWhatIsSigned()
    {
        var request = new HubRequest(HttpMethod.Get, new Uri("https://cdn.example/x?Signature=secret"));
        var fault = NetworkErrors.From(
            new HttpRequestException(HttpRequestError.ResponseEnded, "no answer of https://cdn.example/x?Signature=secret"), request,
            request.Address, TimeSpan.Zero, new HubOptions());
        Assert.DoesNotContain("secret", fault.Message, StringComparison.Ordinal);
        Assert.Contains("the connection broke", fault.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("https://huggingface.co/x", "HTTPS_PROXY", " (through the proxy p.example:3128 of HTTPS_PROXY)")]
    [InlineData("http://huggingface.co/x", "all_proxy", " (through the proxy p.example:3128 of all_proxy)")]
    [InlineData("http://huggingface.co/x", "HTTPS_PROXY", " (through the proxy p.example:3128 of the system)")]
    [InlineData("http://127.0.0.1/x", "http_proxy", "")]
    public void Proxy_OnTheWay_IsNamedWithItsVariable(string address, string variable, string words) => Assert.Equal(
        words, ProxyWords.Of(
            new Uri(address), new WebProxy("http://me:secret@p.example:3128", BypassOnLocal: true),
            name => name == variable ? "set" : null));

    private static async Task<HubException> Fault(string endpoint)
    {
        using var client = new HubClient(new HubOptions { Endpoint = new Uri(endpoint), Token = "", Clock = new EagerClock() });
        return await Assert.ThrowsAsync<HubException>(
            () => client.GetInfoAsync(Model, cancellationToken: TestContext.Current.CancellationToken));
    }

    /// <summary>A server with a certificate that nobody has signed.</summary>
    private sealed class TlsServer : IDisposable
    {
        private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
        private readonly X509Certificate2 _certificate;

        public TlsServer(int fromDays, int toDays)
        {
            _certificate = Certificate(fromDays, toDays);
            _listener.Start();
            _ = ServeAsync();
        }

        public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

        public int Connections { get; private set; }

        public static X509Certificate2 Certificate(int fromDays, int toDays)
        {
            using var key = RSA.Create(2048);
            var request = new CertificateRequest("CN=matiz-test", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
            var now = DateTimeOffset.UtcNow;
            using var made = request.CreateSelfSigned(now.AddDays(fromDays), now.AddDays(toDays));
            return X509CertificateLoader.LoadPkcs12(made.Export(X509ContentType.Pfx), password: null);
        }

        public void Dispose()
        {
            _listener.Dispose();
            _certificate.Dispose();
        }

        private async Task ServeAsync()
        {
            while (true)
            {
                try
                {
                    using var connection = await _listener.AcceptTcpClientAsync();
                    Connections++;
                    await using var stream = new SslStream(connection.GetStream());
                    await stream.AuthenticateAsServerAsync(_certificate);
                }
                catch (Exception exception) when (exception is IOException or AuthenticationException)
                {
                    // The client does not want it.
                }
                catch (Exception exception) when (exception is ObjectDisposedException or SocketException)
                {
                    return;
                }
            }
        }
    }
}
