using System.Text.Json.Nodes;
using Microsoft.AspNetCore.WebUtilities;

namespace Matiz.Testing;

/// <summary>Who one is, and login by a code shown on the terminal (RFC 8628).</summary>
internal static class TestHubAccounts
{
    public static Task WhoAmI(TestHubCall call)
    {
        var user = call.User ?? throw new TestHubRefusal(401, "Invalid username or password.");
        return call.JsonAsync(new JsonObject
        {
            ["type"] = "user",
            ["id"] = "000000000000000000000001",
            ["name"] = user.Name,
            ["fullname"] = $"The {user.Name}",
            ["orgs"] = new JsonArray(
                [.. user.Organizations.Select(name => new JsonObject { ["type"] = "org", ["name"] = name, ["fullname"] = name })]),
            ["auth"] = new JsonObject
            {
                ["type"] = "access_token",
                ["accessToken"] = new JsonObject { ["displayName"] = $"{user.Name}-{user.Role}", ["role"] = user.Role },
            },
        });
    }

    public static async Task OAuth(TestHubCall call, string[] parts)
    {
        if (call.Method != "POST") throw new TestHubRefusal(404, "Not Found");
        var form = QueryHelpers.ParseQuery(await call.BodyAsync());
        var login = call.Hub.DeviceLogin;
        switch (parts)
        {
            case ["device"]:
                if (form["client_id"].ToString() != login.ClientId) await ErrorAsync(call, "invalid_client");
                else
                {
                    await call.JsonAsync(new JsonObject
                    {
                        ["device_code"] = login.DeviceCode,
                        ["user_code"] = login.UserCode,
                        ["verification_uri"] = $"{call.Hub.Endpoint}/device",
                        ["verification_uri_complete"] = $"{call.Hub.Endpoint}/device?code={login.UserCode}",
                        ["expires_in"] = login.ExpiresIn,
                        ["interval"] = login.Interval,
                    });
                }

                break;
            case ["token"]:
                bool isGrant = form["grant_type"].ToString() == "urn:ietf:params:oauth:grant-type:device_code";
                if (!isGrant || form["device_code"].ToString() != login.DeviceCode) await ErrorAsync(call, "invalid_grant");
                else if (login.NextAnswer() is { } error) await ErrorAsync(call, error);
                else
                {
                    await call.JsonAsync(new JsonObject
                    {
                        ["access_token"] = login.Token,
                        ["token_type"] = "bearer",
                        ["expires_in"] = 28800,
                        ["scope"] = "openid profile",
                    });
                }

                break;
            default:
                throw new TestHubRefusal(404, "Not Found");
        }
    }

    private static Task ErrorAsync(TestHubCall call, string error) =>
        call.JsonAsync(new JsonObject { ["error"] = error, ["error_description"] = $"The answer is {error}" }, 400);
}
