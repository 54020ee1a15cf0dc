export { QRCodeSVG as QrCode } from 'qrcode.react';
