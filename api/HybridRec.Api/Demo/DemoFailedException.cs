using HybridRec.Engine.Diagnostics;

namespace HybridRec.Api.Demo;

/// <summary>The demonstration cannot go on.</summary>
internal sealed class DemoFailedException(string message, Exception? inner = null) : HybridRecException(message, inner);
