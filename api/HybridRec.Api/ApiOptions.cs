namespace HybridRec.Api;

/// <summary>How to serve.</summary>
internal sealed record ApiOptions
{
    /// <summary>The address served where none is named: this machine alone.</summary>
    public const string DefaultUrls = "http://127.0.0.1:5080";

    /// <summary>Addresses to listen on, joined by ';'. Port 0 takes a free one.</summary>
    public string Urls { get; init; } = DefaultUrls;

    /// <summary>Supplies the time.</summary>
    public TimeProvider Clock { get; init; } = TimeProvider.System;

    /// <summary>Adds what works beside the server in its process, such as the worker; null for nothing.</summary>
    public Action<IServiceCollection>? AddCompanions { get; init; }

    /// <summary>Whether to log to the console, beside the file.</summary>
    public bool LogToConsole { get; init; } = true;
}
