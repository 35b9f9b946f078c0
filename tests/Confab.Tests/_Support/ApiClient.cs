using System.Net.Http.Headers;

namespace Confab.Tests;

/// <summary>Calls the API with one credential.</summary>
internal sealed class ApiClient(HttpClient http, string? credential)
{
    public string? Credential { get; } = credential;

    public static async Task<string> TokenAsync(HttpClient http, string username, string password)
    {
        using var response = await http.PostAsJsonAsync("/auth/login", new { username, password });
        ((int)response.StatusCode).ShouldBe(200);
        return (await response.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("token").GetString()!;
    }

    public Task<Answer> GetAsync(string path) => SendAsync(HttpMethod.Get, path, null);

    public Task<Answer> DeleteAsync(string path) => SendAsync(HttpMethod.Delete, path, null);

    public Task<Answer> PostAsync(string path, object? body = null, params (string Name, string Value)[] headers) => SendAsync(HttpMethod.Post, path, Json(body), headers);

    public Task<Answer> PutAsync(string path, object? body = null) => SendAsync(HttpMethod.Put, path, Json(body));

    public async Task<Answer> SendAsync(HttpMethod method, string path, HttpContent? content, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(method, path) { Content = content };
        if (Credential is not null)
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", Credential);
        foreach (var (name, value) in headers)
            request.Headers.TryAddWithoutValidation(name, value);
        using var response = await http.SendAsync(request);
        return new Answer((int)response.StatusCode, await response.Content.ReadAsStringAsync(), response.Headers.ToDictionary(header => header.Key, header => string.Join(",", header.Value), StringComparer.OrdinalIgnoreCase));
    }

    private static JsonContent? Json(object? body) => body is null ? null : JsonContent.Create(body, options: new JsonSerializerOptions());
}

/// <summary>An answer of the API.</summary>
internal sealed record Answer(int Status, string Text, Dictionary<string, string> Headers)
{
    public JsonElement Json => JsonDocument.Parse(Text).RootElement;

    public string Id => this["id"];

    public JsonElement[] Result => [.. Json.GetProperty("result").EnumerateArray()];

    public string Reason => Json.GetProperty("error").GetProperty("reason").GetString()!;

    /// <summary>A field as text.</summary>
    public string this[string name] => Json.GetProperty(name).ToString();

    /// <summary>This answer, which must be a 200.</summary>
    public Answer Ok()
    {
        Status.ShouldBe(200, Text);
        return this;
    }

    /// <summary>Must be a refusal of this kind.</summary>
    public void ShouldFail(int status, string reason)
    {
        Status.ShouldBe(status, Text);
        Reason.ShouldBe(reason, Text);
    }
}
